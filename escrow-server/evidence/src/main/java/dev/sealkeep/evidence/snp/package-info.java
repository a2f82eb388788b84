/**
 * SEV-SNP: attestation reports of versions 2 to 5 from Milan, Genoa and Turin, the VCEK and VLEK
 * certificates that vouch for them, and AMD's revocation lists. Reads in the order parse ({@link
 * dev.sealkeep.evidence.snp.SnpReport}), verify ({@link dev.sealkeep.evidence.snp.SnpVerifier}),
 * claims, reasons ({@link dev.sealkeep.evidence.snp.SnpReason}). It depends on the shared evidence
 * types and their signature checks alone; time is an argument. It upholds invariant 3: the tag of a
 * result comes from the root that verified.
 */
@NullMarked
package dev.sealkeep.evidence.snp;

import org.jspecify.annotations.NullMarked;
