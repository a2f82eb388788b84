/**
 * NVIDIA GPUs: attestation reports, which are SPDM measurements signed by the GPU, and the
 * certificates that vouch for the signer. Reads in the order parse ({@link
 * dev.sealkeep.evidence.nvidia.MeasurementReport}), verify ({@link
 * dev.sealkeep.evidence.nvidia.NvidiaVerifier}), claims, reasons ({@link
 * dev.sealkeep.evidence.nvidia.NvidiaReason}). It depends on the shared evidence types and X.509;
 * time is an argument. It upholds invariant 3: the tag of a result comes from the root that
 * verified. What measurements ought to be is for policies and reference sets to say.
 */
@NullMarked
package dev.sealkeep.evidence.nvidia;

import org.jspecify.annotations.NullMarked;
