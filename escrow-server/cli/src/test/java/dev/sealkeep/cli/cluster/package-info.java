/** Tests of {@code sealkeep cluster}. */
@NullMarked
package dev.sealkeep.cli.cluster;

import org.jspecify.annotations.NullMarked;
