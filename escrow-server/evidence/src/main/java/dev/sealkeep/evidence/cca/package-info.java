/**
 * Arm CCA: attestation tokens of realms, a platform token and a realm token bound to each other.
 * Reads in the order parse ({@link dev.sealkeep.evidence.cca.CcaToken}), verify ({@link
 * dev.sealkeep.evidence.cca.CcaVerifier}), claims, reasons ({@link
 * dev.sealkeep.evidence.cca.CcaReason}). It depends on the shared evidence types and COSE. It
 * upholds invariant 3: a token counts only under a platform key that is pinned, since no vendor
 * publishes a root for them.
 */
@NullMarked
package dev.sealkeep.evidence.cca;

import org.jspecify.annotations.NullMarked;
