/** Tests of what a terminal shows. */
@NullMarked
package dev.sealkeep.cli.terminal;

import org.jspecify.annotations.NullMarked;
