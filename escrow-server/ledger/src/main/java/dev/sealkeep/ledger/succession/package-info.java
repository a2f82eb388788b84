/**
 * How one log takes the place of another after a restore: the statement of the log root that names
 * both, what was kept and what is lost. Pure; depends on the protocol alone. Upholds the rule of
 * DESIGN.md that a restored database opens a new log whose first entry names the gap.
 */
@NullMarked
package dev.sealkeep.ledger.succession;

import org.jspecify.annotations.NullMarked;
