/**
 * What the devices give: an SEV-SNP report with the host's certificate table, and a TDX quote.
 * Uninterpreted but for what shows that it answers this request, its length and its REPORT_DATA
 * (invariant 3). Depends on the faults alone.
 */
@NullMarked
package dev.sealkeep.agent.device.report;

import org.jspecify.annotations.NullMarked;
