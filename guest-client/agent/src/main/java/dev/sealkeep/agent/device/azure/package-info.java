/**
 * What Azure gives a confidential VM beside its vTPM: a TD quote, which the local metadata service
 * has made of the TDREPORT in the paravisor's report. Depends on the faults, the clock, and the
 * JDK's HTTP client. The service is no authority: what it answers is conveyed and judged as all
 * evidence is. Every call has a deadline and every answer a bound.
 */
@NullMarked
package dev.sealkeep.agent.device.azure;

import org.jspecify.annotations.NullMarked;
