/** Tests of what the policy benchmarks measure and make of their figures. */
@NullMarked
package dev.sealkeep.bench.policy;

import org.jspecify.annotations.NullMarked;
