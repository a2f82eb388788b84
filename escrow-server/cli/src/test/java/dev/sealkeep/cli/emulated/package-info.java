/**
 * The agent as it is shipped, in a process of its own, with the emulated devices of {@code
 * ops/emulate} and, for {@code get}, a real server. Depends on the agent's program alone, never on
 * its classes. Holds invariants 3, 5 and 7 where all parts meet: raw conveyance, a bound recipient,
 * and secrets that go to one file and nowhere else.
 */
@NullMarked
package dev.sealkeep.cli.emulated;

import org.jspecify.annotations.NullMarked;
