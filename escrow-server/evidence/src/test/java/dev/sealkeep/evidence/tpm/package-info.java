/** Tests of TPM 2.0 evidence. */
@NullMarked
package dev.sealkeep.evidence.tpm;

import org.jspecify.annotations.NullMarked;
