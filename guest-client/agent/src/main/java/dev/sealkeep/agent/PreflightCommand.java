package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.ConfigurationOutcome;
import dev.sealkeep.agent.configuration.ConfigurationReader;
import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.GuestConfiguration;
import dev.sealkeep.agent.configuration.Register;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.exchange.GetOutcome;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.agent.measurement.BootFiles;
import dev.sealkeep.agent.measurement.FirmwareException;
import dev.sealkeep.agent.measurement.LaunchDigest;
import dev.sealkeep.agent.preflight.UsedRegister;
import dev.sealkeep.protocol.log.BootClaim;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.wire.JsonWriter;
import dev.sealkeep.protocol.wire.LowerHex;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code sealkeep-guest preflight}: asks whether the next boot will be given the key.
 *
 * @param out where the answer goes
 * @param messages where everything else goes
 * @param devices the machine's devices
 * @param timing the clock and its pauses
 */
record PreflightCommand(OutputStream out, Messages messages, Devices devices, Timing timing) {
  private static final long MAX_FILE_BYTES = 512L << 20;

  /** A file that cannot be measured. */
  private static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }

  ExitStatus run(CommandLine.Preflight arguments) throws InterruptedException, IOException {
    Path config = Path.of(arguments.config());
    return switch (ConfigurationReader.read(config, arguments.devices())) {
      case ConfigurationOutcome.Invalid(List<String> problems) ->
          messages.unusable(config.toString(), problems);
      case ConfigurationOutcome.Valid(GuestConfiguration configuration, DeviceSettings settings) ->
          ask(arguments, configuration, settings);
    };
  }

  private ExitStatus ask(
      CommandLine.Preflight arguments, GuestConfiguration configuration, DeviceSettings settings)
      throws InterruptedException, IOException {
    NextBoot question;
    try {
      question = question(arguments, settings);
    } catch (UnreadableException | FirmwareException unusable) {
      return messages.usage("the next boot cannot be measured: " + unusable.getMessage());
    } catch (DeviceException failed) {
      messages.say("no evidence: " + failed.problem().display());
      return ExitStatus.NO_EVIDENCE;
    }
    KeyFetch.Foretelling foretelling =
        new KeyFetch(messages, devices, timing).foretell(configuration, settings, question);
    return switch (foretelling) {
      case KeyFetch.Foretelling.Ended(ExitStatus status) -> {
        if (status == ExitStatus.DENIED) {
          messages.say(
              "only a machine that is admitted as it runs now is told about its next boot.",
              "If it extended a register since it got its key, name it with `--before`.");
        }
        yield status;
      }
      case KeyFetch.Foretelling.Answer(GetOutcome.Foretold answer) ->
          answered(answer, question, arguments.format());
    };
  }

  private NextBoot question(CommandLine.Preflight arguments, DeviceSettings settings)
      throws UnreadableException, FirmwareException, DeviceException {
    List<NextBoot.Value> next = new ArrayList<>(arguments.next());
    if (arguments.launch().isPresent()) {
      byte[] measurement = measurement(arguments.launch().get());
      next.add(new NextBoot.Value(new BootClaim("measurement"), LowerHex.encode(measurement)));
    }
    List<NextBoot.Before> before = new ArrayList<>(arguments.before());
    if (settings.extend().isPresent()) {
      for (NextBoot.Before used : used(settings, settings.extend().get())) {
        if (before.size() < NextBoot.MAX_BEFORE
            && before.stream().noneMatch(stated -> stated.claim().equals(used.claim()))) {
          before.add(used);
        }
      }
    }
    return new NextBoot(before, next);
  }

  /** What this program has extended, as far as it is in the evidence. */
  private List<NextBoot.Before> used(DeviceSettings settings, Register register)
      throws DeviceException {
    return devices.registers(settings, register).stream()
        .map(UsedRegister::before)
        .flatMap(Optional::stream)
        .toList();
  }

  private static byte[] measurement(CommandLine.Launch launch)
      throws UnreadableException, FirmwareException {
    Optional<BootFiles> boot = Optional.empty();
    if (launch.kernel().isPresent()) {
      byte[] initrd = launch.initrd().isPresent() ? read(launch.initrd().get()) : new byte[0];
      boot = Optional.of(new BootFiles(read(launch.kernel().get()), initrd, launch.commandLine()));
    }
    return LaunchDigest.of(read(launch.firmware()), boot, launch.cpus());
  }

  private static byte[] read(String name) throws UnreadableException {
    Path file = Path.of(name);
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new UnreadableException("%s is longer than 512 MiB".formatted(file));
      }
      return Files.readAllBytes(file);
    } catch (IOException failed) {
      throw new UnreadableException(
          "%s cannot be read (%s); name the file that the host starts the machine with"
              .formatted(file, failed.getClass().getSimpleName()));
    }
  }

  private ExitStatus answered(
      GetOutcome.Foretold answer, NextBoot question, CommandLine.Format format) throws IOException {
    byte[] text =
        switch (format) {
          case TEXT -> text(answer, question);
          case JSON -> json(answer, question);
        };
    out.write(text);
    out.flush();
    return answer.permitted() ? ExitStatus.DONE : ExitStatus.NEXT_DENIED;
  }

  private static byte[] text(GetOutcome.Foretold answer, NextBoot question) {
    StringBuilder text = new StringBuilder();
    text.append(
        "next boot  %s%n".formatted(answer.permitted() ? "will be given the key" : "denied"));
    text.append("decision   %s%n".formatted(answer.decision()));
    text.append(
        "logged     leaf %d in a log of %d%n".formatted(answer.leafIndex(), answer.treeSize()));
    for (NextBoot.Value next : question.next()) {
      text.append("next       %s %s%n".formatted(next.claim(), next.value()));
    }
    for (NextBoot.Before before : question.before()) {
      text.append("before     %s %s%n".formatted(before.claim(), before.value()));
    }
    if (!answer.permitted()) {
      text.append(
          "Do not reboot yet: the tenant sees what would fail with `sealkeep policy explain %s`.%n"
              .formatted(answer.decision()));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] json(GetOutcome.Foretold answer, NextBoot question) {
    byte[] object =
        JsonWriter.object(
            writer ->
                writer
                    .flag("permitted", answer.permitted())
                    .text("decision", answer.decision().toString())
                    .integer("key_version", answer.keyVersion())
                    .integer("leaf_index", answer.leafIndex())
                    .integer("tree_size", answer.treeSize())
                    .object(
                        "next",
                        next ->
                            question.next().forEach(v -> next.text(v.claim().name(), v.value())))
                    .object(
                        "before",
                        before ->
                            question
                                .before()
                                .forEach(v -> before.text(v.claim().name(), v.value()))));
    byte[] line = Arrays.copyOf(object, object.length + 1);
    line[object.length] = '\n';
    return line;
  }
}
