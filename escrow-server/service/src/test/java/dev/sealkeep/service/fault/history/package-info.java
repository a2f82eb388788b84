/**
 * What the clients of a cluster asked and were answered, with the times of one clock, and the log
 * as the world can read it afterwards. Plain values: whoever judges them needs nothing else.
 */
@NullMarked
package dev.sealkeep.service.fault.history;

import org.jspecify.annotations.NullMarked;
