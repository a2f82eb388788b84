/** Tests of receipt verification, with an escrow that can be told to lie. */
@NullMarked
package dev.sealkeep.protocol.receipt;

import org.jspecify.annotations.NullMarked;
