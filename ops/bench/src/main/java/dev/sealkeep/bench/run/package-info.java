/**
 * What every benchmark with a server of its own needs: a folder, a database, progress, figures,
 * bounds.
 */
@NullMarked
package dev.sealkeep.bench.run;

import org.jspecify.annotations.NullMarked;
