/** What every benchmark with a server of its own needs: a folder, progress, figures, bounds. */
@NullMarked
package dev.sealkeep.bench.run;

import org.jspecify.annotations.NullMarked;
