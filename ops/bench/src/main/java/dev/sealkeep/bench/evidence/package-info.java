/**
 * The cost of reading and verifying one SEV-SNP report, beside the bare P-384 verification of the
 * same provider and beside OpenSSL's. Benchmarks run in short forks in turn, round by round, so
 * that a busy machine slows both sides of each ratio alike. It may use the evidence library, the
 * simulator, JMH and the command line's console and JSON; the evidence is simulated, so that no
 * vendor's report is needed.
 */
@NullMarked
package dev.sealkeep.bench.evidence;

import org.jspecify.annotations.NullMarked;
