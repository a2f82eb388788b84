/** Tests of {@code sealkeep evidence}. */
@NullMarked
package dev.sealkeep.cli.evidence;

import org.jspecify.annotations.NullMarked;
