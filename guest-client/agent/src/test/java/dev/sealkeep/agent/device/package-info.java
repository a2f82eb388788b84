/** A kernel with devices to test against, and tests of the sources of evidence. */
@NullMarked
package dev.sealkeep.agent.device;

import org.jspecify.annotations.NullMarked;
