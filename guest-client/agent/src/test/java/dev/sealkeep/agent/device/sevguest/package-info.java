/** Tests of the character device over a model of its driver. */
@NullMarked
package dev.sealkeep.agent.device.sevguest;

import org.jspecify.annotations.NullMarked;
