/** Tests of measurement lists, by a writer of its own and by a real software TPM. */
@NullMarked
package dev.sealkeep.evidence.ima;

import org.jspecify.annotations.NullMarked;
