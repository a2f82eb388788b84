/** {@code sealkeep reference}: registering and listing sets of reference values. */
@NullMarked
package dev.sealkeep.cli.reference;

import org.jspecify.annotations.NullMarked;
