/**
 * Credential activation for TPMs (TPM 2.0 Library part 1, section 24): a credential goes out that
 * only the TPM of a certified endorsement key can open, and what comes back proves that an
 * attestation key is in it. No state is kept in between: a sealed token carries it. Depends on the
 * TPM verifier and the challenge keys.
 */
@NullMarked
package dev.sealkeep.service.activation;

import org.jspecify.annotations.NullMarked;
