/** Tests of evidence as a whole. */
@NullMarked
package dev.sealkeep.evidence;

import org.jspecify.annotations.NullMarked;
