/** What a release costs where few keys are stored and where many are. */
@NullMarked
package dev.sealkeep.bench.keys;

import org.jspecify.annotations.NullMarked;
