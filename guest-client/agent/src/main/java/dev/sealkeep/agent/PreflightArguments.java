package dev.sealkeep.agent;

import dev.sealkeep.agent.measurement.CpuModel;
import dev.sealkeep.agent.measurement.VirtualCpus;
import dev.sealkeep.agent.preflight.Question;
import dev.sealkeep.protocol.log.BootClaim;
import dev.sealkeep.protocol.log.NextBoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the command line of {@code preflight}. */
final class PreflightArguments {
  private static final BootClaim MEASUREMENT = new BootClaim("measurement");
  private static final String FIRMWARE = "--firmware";

  /** What only a measurement that is computed wants. */
  private static final List<String> LAUNCH =
      List.of(
          "--next-kernel",
          "--initrd",
          "--command-line",
          "--vcpus",
          "--vcpu-model",
          "--guest-features");

  private final Map<String, String> values;
  private final List<String> problems = new ArrayList<>();

  private PreflightArguments(Map<String, String> values) {
    this.values = values;
  }

  static CommandLine read(String config, CommandLine.Format format, Map<String, String> values) {
    PreflightArguments arguments = new PreflightArguments(values);
    CommandLine.Preflight read = arguments.preflight(config, format);
    return arguments.problems.isEmpty()
        ? read
        : new CommandLine.Unusable(
            String.join("; ", arguments.problems), Optional.of(Verb.PREFLIGHT));
  }

  private CommandLine.Preflight preflight(String config, CommandLine.Format format) {
    List<NextBoot.Value> next = new ArrayList<>();
    value("--next")
        .ifPresent(
            text ->
                Question.next(text)
                    .ifPresentOrElse(
                        next::addAll, () -> problems.add("`--next` is " + Question.NEXT_SYNTAX)));
    value("--next-measurement").flatMap(this::measurement).ifPresent(next::add);
    List<NextBoot.Before> before =
        value("--before")
            .map(
                text ->
                    Question.before(text)
                        .orElseGet(
                            () -> {
                              problems.add("`--before` is " + Question.BEFORE_SYNTAX);
                              return List.of();
                            }))
            .orElse(List.of());
    Optional<CommandLine.Launch> launch = launch();
    if (next.stream().filter(stated -> stated.claim().equals(MEASUREMENT)).count()
            + (launch.isPresent() ? 1 : 0)
        > 1) {
      problems.add("the next measurement is given twice; give it once");
    }
    if (next.size() + (launch.isPresent() ? 1 : 0) > NextBoot.MAX_NEXT) {
      problems.add("a question is about at most %d claims".formatted(NextBoot.MAX_NEXT));
    }
    return new CommandLine.Preflight(
        config, List.copyOf(next), before, launch, format, DeviceOptions.of(values));
  }

  private Optional<String> value(String option) {
    return Optional.ofNullable(values.get(option));
  }

  private Optional<NextBoot.Value> measurement(String hex) {
    String digits = hex.toLowerCase(Locale.ROOT);
    if (NextBoot.isValue(MEASUREMENT, digits)) {
      return Optional.of(new NextBoot.Value(MEASUREMENT, digits));
    }
    problems.add("`--next-measurement` is SEV-SNP's MEASUREMENT: 96 hexadecimal digits");
    return Optional.empty();
  }

  private Optional<CommandLine.Launch> launch() {
    Optional<String> firmware = value(FIRMWARE);
    List<String> given = LAUNCH.stream().filter(values::containsKey).toList();
    if (firmware.isEmpty()) {
      if (!given.isEmpty()) {
        problems.add(
            "`%s` needs `%s FILE`, which is measured first".formatted(given.getFirst(), FIRMWARE));
      }
      return Optional.empty();
    }
    Optional<String> kernel = value("--next-kernel");
    if (kernel.isEmpty()
        && (values.containsKey("--initrd") || values.containsKey("--command-line"))) {
      problems.add("`--initrd` and `--command-line` go with `--next-kernel` alone");
    }
    return Optional.of(
        new CommandLine.Launch(
            firmware.get(),
            kernel,
            value("--initrd"),
            values.getOrDefault("--command-line", ""),
            new VirtualCpus(count(), model().signature(), features())));
  }

  private int count() {
    String text = values.getOrDefault("--vcpus", "1");
    if (text.matches("[1-9][0-9]{0,3}") && Integer.parseInt(text) <= VirtualCpus.MAX) {
      return Integer.parseInt(text);
    }
    problems.add("`--vcpus` is a number from 1 to " + VirtualCpus.MAX);
    return 1;
  }

  private CpuModel model() {
    return CpuModel.parse(values.getOrDefault("--vcpu-model", CpuModel.EPYC.spelling()))
        .orElseGet(
            () -> {
              problems.add("`--vcpu-model` is one of " + String.join(", ", CpuModel.spellings()));
              return CpuModel.EPYC;
            });
  }

  private long features() {
    String text = values.getOrDefault("--guest-features", "0x1").toLowerCase(Locale.ROOT);
    if (text.matches("0x[0-9a-f]{1,8}")) {
      return Long.parseLong(text.substring(2), 16);
    }
    problems.add("`--guest-features` is SEV_FEATURES, such as 0x1 or 0x21");
    return 1;
  }
}
