/**
 * Event logs as the firmware and the kernel keep them, read with a bound and handed on
 * uninterpreted (invariant 3). Depends on the settings and the faults.
 */
@NullMarked
package dev.sealkeep.agent.device.log;

import org.jspecify.annotations.NullMarked;
