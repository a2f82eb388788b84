package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.policy.hole.HoleSeverity;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealkeep policy holes}: what an attacker or host may vary and still be let in. */
@Command(
    name = "holes",
    description =
        "Find what an attacker or host may vary and still be let in, each with a report that would"
            + " be given the key.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no hole at or above the severity is open, or all are accepted in the policy",
      "1:one is open or undecided",
      "2:unusable input"
    })
public final class HolesCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", arity = "0..*", description = "the policies' texts")
  private List<Path> files = new ArrayList<>();

  @Mixin private ReferenceOption references = new ReferenceOption();

  @Option(
      names = "--severity",
      paramLabel = "LEVEL",
      description =
          "critical, high, medium or low: the least that is shown and fails (default:" + " high)")
  private String severity = HoleSeverity.HIGH.word();

  @Option(names = "--full", description = "show every claim of a report, and bytes in full")
  private boolean full;

  @Option(names = "--list", description = "show every hole that is looked for")
  private boolean list;

  @Mixin private OutputOption output = new OutputOption();

  /** Makes the command for those surroundings. */
  public HolesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    HoleSeverity least = least();
    if (list) {
      output.print(console, CatalogueText.document(), CatalogueText::render);
      return ExitCode.OK.number();
    }
    if (files.isEmpty()) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "no policy is given",
          "Name the files of policies, or --list to see every hole that is looked for.");
    }
    Map<String, ReferenceSet> sets = references.read();
    List<PolicyHoles> policies =
        files.stream().map(file -> PolicyHoles.of(PolicyFile.read(file), sets)).toList();
    HolesText text = new HolesText(policies, least, full);
    output.print(console, text.document(), text::render);
    boolean fails = policies.stream().anyMatch(policy -> policy.review().fails(least));
    return (fails ? ExitCode.REFUSED : ExitCode.OK).number();
  }

  private HoleSeverity least() {
    return HoleSeverity.of(severity)
        .orElseThrow(
            () ->
                CommandFailure.of(
                    ExitCode.UNUSABLE,
                    "--severity '%s' is not a severity".formatted(severity),
                    "Give one of %s.".formatted(String.join(", ", HoleSeverity.words()))));
  }
}
