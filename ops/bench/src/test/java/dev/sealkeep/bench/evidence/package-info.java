/** Tests of what the evidence benchmarks make of their figures. */
@NullMarked
package dev.sealkeep.bench.evidence;

import org.jspecify.annotations.NullMarked;
