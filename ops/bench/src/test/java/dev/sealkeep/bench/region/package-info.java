/** Tests of the model of a region: its parts against closed forms, its whole against sense. */
@NullMarked
package dev.sealkeep.bench.region;

import org.jspecify.annotations.NullMarked;
