/**
 * The {@code sealkeep} command: the entry point, which puts the command groups together and turns
 * their outcomes into exit codes. It reaches a server only by its HTTP API, with the one exception
 * of the commands that start a server in this process. No secret is taken from or given to a
 * command line, an environment variable or a printed line (invariant 7).
 */
@NullMarked
package dev.sealkeep.cli;

import org.jspecify.annotations.NullMarked;
