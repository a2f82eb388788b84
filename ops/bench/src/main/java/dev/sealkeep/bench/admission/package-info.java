/** What it costs a release to be admitted when nobody has to wait. */
@NullMarked
package dev.sealkeep.bench.admission;

import org.jspecify.annotations.NullMarked;
