/** Tests of the command as a whole: arguments in, exit code and printed text out. */
@NullMarked
package dev.sealkeep.cli;

import org.jspecify.annotations.NullMarked;
