package dev.sealkeep.simulator.command;

import dev.sealkeep.simulator.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * The simulator's program, which the scripts in {@code ops/emulate} call: {@code machine}, {@code
 * serve}, {@code faults}. Exit status 0, 1 if the machine or the socket is unusable, 2 for a
 * command line that is.
 */
public final class Main {
  private Main() {}

  /** Runs one command. */
  public static void main(String[] arguments) throws InterruptedException {
    int status = run(Arrays.asList(arguments), System.in, System.out, System.err);
    System.out.flush();
    System.exit(status);
  }

  static int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err)
      throws InterruptedException {
    if (arguments.isEmpty()) {
      err.println("simulator: no command; known: machine, serve, faults");
      return 2;
    }
    List<String> rest = arguments.subList(1, arguments.size());
    try {
      return switch (arguments.getFirst()) {
        case "machine" -> MachineCommand.run(rest, Instant.now(), out, err);
        case "serve" -> ServeCommand.run(rest, in, out, err);
        case "faults" -> {
          out.print(Fault.language());
          yield 0;
        }
        case String other -> throw new UsageException("no command is named '" + other + "'");
      };
    } catch (UsageException | IllegalArgumentException e) {
      err.println("simulator: " + e.getMessage());
      return 2;
    } catch (IOException e) {
      err.println("simulator: " + e.getMessage());
      return 1;
    }
  }
}
