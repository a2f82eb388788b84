package dev.sealkeep.cli.demo;

import dev.sealkeep.cli.terminal.Console;

/** Runs a {@code sealkeep} command in this process. */
@FunctionalInterface
public interface Commands {
  /** Runs the command in those surroundings and returns its exit code. */
  int run(Console console, String... arguments);
}
