/** Gramine's files as its documents describe them, and tests of what is made of them. */
@NullMarked
package dev.sealkeep.agent.device.gramine;

import org.jspecify.annotations.NullMarked;
