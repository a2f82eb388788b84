package dev.sealkeep.agent;

import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The program {@code sealkeep-guest}. */
public final class Main {
  private Main() {}

  /** Runs the program and ends the process with an {@link ExitStatus}. */
  @SuppressWarnings("CatchingUnchecked") // the JVM's own status for a crash is that of a denial
  public static void main(String[] arguments) {
    // Unbuffered: a key shall not lie in a buffer that nobody wipes.
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    GetCommand get = new GetCommand(out, System.err, Main::devices, Timing.SYSTEM);
    ExitStatus status = ExitStatus.USAGE;
    try {
      status = run(List.of(arguments), get, System.err);
    } catch (Exception | ServiceConfigurationError broken) {
      System.err.println("sealkeep-guest: this installation is broken: " + broken);
    }
    System.exit(status.code());
  }

  static ExitStatus run(List<String> arguments, GetCommand get, PrintStream messages)
      throws InterruptedException {
    return switch (CommandLine.parse(arguments)) {
      case CommandLine.Help help -> {
        messages.print(CommandLine.USAGE);
        yield ExitStatus.RELEASED;
      }
      case CommandLine.Unusable(String problem) -> {
        messages.printf("sealkeep-guest: %s%n%s", problem, CommandLine.USAGE);
        yield ExitStatus.USAGE;
      }
      case CommandLine.Get command -> get.run(command);
    };
  }

  private static List<EvidenceSource> devices() {
    List<EvidenceSource> devices = new ArrayList<>();
    ServiceLoader.load(EvidenceSource.class).forEach(devices::add);
    return devices;
  }
}
