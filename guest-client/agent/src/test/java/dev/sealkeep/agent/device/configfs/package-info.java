/** Tests of configfs-tsm over a model of it. */
@NullMarked
package dev.sealkeep.agent.device.configfs;

import org.jspecify.annotations.NullMarked;
