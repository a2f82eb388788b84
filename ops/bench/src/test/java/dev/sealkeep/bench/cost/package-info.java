/** Tests of costs files. */
@NullMarked
package dev.sealkeep.bench.cost;

import org.jspecify.annotations.NullMarked;
