/**
 * What the benchmarks are held against: another program's figure for the same work, taken in the
 * same run on the same machine. Depends on the JDK alone.
 */
@NullMarked
package dev.sealkeep.bench.reference;

import org.jspecify.annotations.NullMarked;
