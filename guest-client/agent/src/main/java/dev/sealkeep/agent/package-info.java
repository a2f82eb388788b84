/**
 * The program {@code sealkeep-guest}: reads its command line and configuration, runs one exchange
 * with the escrow or its device, and puts the result where it was asked to. Depends on {@code
 * protocol} and JNA alone and starts fast, for it stands in the way of a boot. Upholds invariants 6
 * and 7: a denial is final, and no message holds a secret.
 */
@NullMarked
package dev.sealkeep.agent;

import org.jspecify.annotations.NullMarked;
