/** An escrow on a local HTTPS port that can be told to lie, and its certificates. */
@NullMarked
package dev.sealkeep.agent.escrow;

import org.jspecify.annotations.NullMarked;
