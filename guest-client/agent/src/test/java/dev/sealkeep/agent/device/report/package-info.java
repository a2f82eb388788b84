/** Tests of what devices give, and of the logs beside it. */
@NullMarked
package dev.sealkeep.agent.device.report;

import org.jspecify.annotations.NullMarked;
