/** Tests of {@code sealkeep log} on a node that was stopped and restored. */
@NullMarked
package dev.sealkeep.cli.log;

import org.jspecify.annotations.NullMarked;
