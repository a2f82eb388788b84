/**
 * A virtual TPM in an SVSM: firmware at VMPL 0 of a SEV-SNP guest that serves the guest above it. A
 * report at VMPL 0 binds a manifest of its services, in which the TPM's endorsement key stands.
 * Reads in the order parse ({@link dev.sealkeep.evidence.svsm.SvsmEvidence}, {@link
 * dev.sealkeep.evidence.svsm.ServicesManifest}), verify ({@link
 * dev.sealkeep.evidence.svsm.SvsmVtpmVerifier}), claims, reasons. It leaves the report to the SNP
 * package and the quote to the TPM package, and upholds invariants 3 and 10.
 */
@NullMarked
package dev.sealkeep.evidence.svsm;

import org.jspecify.annotations.NullMarked;
