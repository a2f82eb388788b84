/**
 * How a command ends when it does not succeed: an exit code with one meaning, what happened, and
 * what to do about it. Depends on nothing. A message here never holds a secret (invariant 7).
 */
@NullMarked
package dev.sealkeep.cli.failure;

import org.jspecify.annotations.NullMarked;
