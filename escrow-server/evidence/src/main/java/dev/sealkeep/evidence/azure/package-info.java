/**
 * Confidential VMs of Azure. A paravisor (HCL) runs at the guest's highest privilege level and
 * emulates a TPM; its report holds a SEV-SNP report or a TDREPORT that binds the TPM's attestation
 * key, and a quote under that key says what booted. Reads in the order parse ({@link
 * dev.sealkeep.evidence.azure.AzureEvidence}, {@link dev.sealkeep.evidence.azure.HclReport}),
 * verify ({@link dev.sealkeep.evidence.azure.AzureVtpmVerifier}), claims, reasons. It leaves the
 * hardware evidence to the verifiers of that hardware and the quote to the TPM package, and upholds
 * invariants 3 and 10: the tag of a result follows the root that verified the hardware.
 */
@NullMarked
package dev.sealkeep.evidence.azure;

import org.jspecify.annotations.NullMarked;
