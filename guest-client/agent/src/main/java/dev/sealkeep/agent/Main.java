package dev.sealkeep.agent;

import dev.sealkeep.agent.exchange.Timing;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** The program {@code sealkeep-guest}. */
public final class Main {
  private Main() {}

  /** Runs the program and ends the process with an {@link ExitStatus}. */
  public static void main(String[] arguments) {
    // Unbuffered: a key shall not lie in a buffer that nobody wipes.
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    Messages messages = new Messages(System.err);
    ExitStatus status = ExitStatus.USAGE;
    try {
      status = run(List.of(arguments), out, messages, Devices.INSTALLED, Timing.SYSTEM);
    } catch (Throwable broken) {
      // Whatever it is: the JVM's own status for a crash is that of a denial.
      messages.say("this installation is broken: " + broken);
    }
    System.exit(status.code());
  }

  static ExitStatus run(
      List<String> arguments, OutputStream out, Messages messages, Devices devices, Timing timing)
      throws InterruptedException, IOException {
    try {
      return run(CommandLine.parse(arguments), out, messages, devices, timing);
    } catch (InvalidPathException invalid) {
      return messages.usage("a path on the command line is not one: " + invalid.getReason());
    }
  }

  private static ExitStatus run(
      CommandLine commandLine, OutputStream out, Messages messages, Devices devices, Timing timing)
      throws InterruptedException, IOException {
    switch (commandLine) {
      // A boot waits for these.
      case CommandLine.Get _,
          CommandLine.Listen _,
          CommandLine.RequestKey _,
          CommandLine.Unlock _ ->
          HeadStart.begin();
      default -> {}
    }
    return switch (commandLine) {
      case CommandLine.Help(Optional<Verb> verb) -> {
        String help = verb.map(Verb::help).orElseGet(Verb::overview);
        out.write(help.getBytes(StandardCharsets.UTF_8));
        yield ExitStatus.DONE;
      }
      case CommandLine.Unusable(String problem, Optional<Verb> verb) -> {
        messages.say(
            problem,
            "`sealkeep-guest %s--help` says more."
                .formatted(verb.map(v -> v.spelling() + " ").orElse("")));
        yield ExitStatus.USAGE;
      }
      case CommandLine.Get get -> new GetCommand(out, messages, devices, timing).run(get);
      case CommandLine.Listen listen -> new ListenCommand(messages, devices, timing).run(listen);
      case CommandLine.RequestKey request ->
          new RequestKeyCommand(messages, devices, timing).run(request);
      case CommandLine.Derive derive -> new DeriveCommand(out, messages, devices).run(derive);
      case CommandLine.Explain explain -> new DeriveCommand(out, messages, devices).run(explain);
      case CommandLine.Evidence evidence ->
          new EvidenceCommand(out, messages, devices, new SecureRandom()).run(evidence);
      case CommandLine.Preflight preflight ->
          new PreflightCommand(out, messages, devices, timing).run(preflight);
      case CommandLine.Unlock unlock ->
          new UnlockCommand(out, messages, devices, timing).run(unlock);
      case CommandLine.Enroll enroll ->
          new EnrollCommand(out, messages, devices, timing).run(enroll);
      case CommandLine.Rotate rotate ->
          rotate.reencrypt()
              ? new ReencryptCommand(out, messages, devices, timing).run(rotate)
              : new RotateCommand(out, messages, devices, timing).run(rotate);
      case CommandLine.Renew renew -> new RenewCommand(out, messages, devices, timing).run(renew);
      case CommandLine.Status status ->
          new StatusCommand(out, messages, devices, timing).run(status);
    };
  }
}
