/** Tests of {@code sealkeep collateral}. */
@NullMarked
package dev.sealkeep.cli.collateral;

import org.jspecify.annotations.NullMarked;
