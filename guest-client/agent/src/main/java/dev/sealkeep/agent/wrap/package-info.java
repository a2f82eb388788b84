/**
 * Keys for other programs, made of a released key so that they learn nothing of it. Depends on
 * {@code protocol} alone. Upholds invariant 7: the escrow's key stays in this process.
 */
@NullMarked
package dev.sealkeep.agent.wrap;

import org.jspecify.annotations.NullMarked;
