/**
 * What an SEV-SNP device gives: a report and the host's certificate table, uninterpreted but for
 * the two things that show that it answers this request, its length and its REPORT_DATA (invariant
 * 3). Depends on the faults alone.
 */
@NullMarked
package dev.sealkeep.agent.device.report;

import org.jspecify.annotations.NullMarked;
