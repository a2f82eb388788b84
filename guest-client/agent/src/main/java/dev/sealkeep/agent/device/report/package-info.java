/**
 * What the devices give: reports of SEV-SNP with the host's certificate table, the guest's own or
 * an SVSM's, and quotes of TDX and SGX. Uninterpreted but for what shows that it answers this
 * request, its length and its REPORT_DATA (invariant 3). Depends on the faults alone.
 */
@NullMarked
package dev.sealkeep.agent.device.report;

import org.jspecify.annotations.NullMarked;
