/** Tests of the load generator's own arithmetic; the load itself is run by hand and by CI. */
@NullMarked
package dev.sealkeep.bench.releases;

import org.jspecify.annotations.NullMarked;
