/** Tests of what devices give, and of the logs beside it. */
@NullMarked
package dev.sealkeep.agent.device.log;

import org.jspecify.annotations.NullMarked;
