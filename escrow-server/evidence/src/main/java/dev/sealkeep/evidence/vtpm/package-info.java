/**
 * What technologies with a virtual TPM share: a hardware report made at the guest's highest
 * privilege level that binds something of the TPM, and a quote by a key of that TPM. Depends on the
 * SNP and TPM packages and knows no technology that is built on it. It upholds invariant 10: what
 * stands on a simulator's root carries a simulator's tag.
 */
@NullMarked
package dev.sealkeep.evidence.vtpm;

import org.jspecify.annotations.NullMarked;
