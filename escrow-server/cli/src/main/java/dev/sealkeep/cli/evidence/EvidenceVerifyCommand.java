package dev.sealkeep.cli.evidence;

import dev.sealkeep.evidence.Appraisal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code sealkeep evidence verify}: prints a verdict as JSON. Exit code 0 for verified, 1 for
 * rejected, 2 for input from which no verdict can be made.
 */
@Command(
    name = "verify",
    description = "Verify evidence, or certificates alone, up to a pinned root.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:verified", "1:rejected", "2:unusable input"})
final class EvidenceVerifyCommand implements Callable<Integer> {
  static final int VERIFIED = 0;
  static final int REJECTED = 1;
  static final int UNUSABLE = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "PATH",
      description = "A file, or a folder with evidence and collateral side by side.")
  private Path path = Path.of("");

  @Mixin private VerificationOptions options = new VerificationOptions();

  @Override
  public Integer call() {
    try {
      return switch (options.verify(path)) {
        case Appraisal.Verified verified -> {
          print(EvidenceJson.of(verified, List.of()));
          yield VERIFIED;
        }
        case Appraisal.Rejected rejected -> {
          print(EvidenceJson.of(rejected, options.reasons(rejected)));
          yield REJECTED;
        }
      };
    } catch (UnusableInputException e) {
      spec.commandLine().getErr().println(e.message());
      return UNUSABLE;
    }
  }

  private void print(String json) {
    spec.commandLine().getOut().println(json);
  }
}
