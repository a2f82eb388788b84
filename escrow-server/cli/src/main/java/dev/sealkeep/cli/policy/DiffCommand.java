package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.policy.difference.Difference;
import dev.sealkeep.policy.difference.PolicyDifference;
import dev.sealkeep.policy.difference.Relation;
import dev.sealkeep.policy.difference.Side;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealkeep policy diff}. */
@Command(
    name = "diff",
    description = "Compare what two policies admit, exactly, with claims for each difference.")
public final class DiffCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "OLD", description = "the policy as it is")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW", description = "the policy as it is to be")
  private Path after = Path.of("");

  @Mixin private ReferenceOption references = new ReferenceOption();

  @Option(
      names = "--old-reference",
      paramLabel = "NAME=FILE",
      description = "a set as the old policy sees it; may be repeated")
  private Map<String, Path> oldSets = new LinkedHashMap<>();

  @Option(
      names = "--new-reference",
      paramLabel = "NAME=FILE",
      description = "a set as the new policy sees it; may be repeated")
  private Map<String, Path> newSets = new LinkedHashMap<>();

  @Mixin private OutputOption output = new OutputOption();

  /** Makes the command for those surroundings. */
  public DiffCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Map<String, ReferenceSet> shared = references.read();
    Side old = side(before, shared, oldSets);
    Side fresh = side(after, shared, newSets);
    Difference difference = PolicyDifference.between(old, fresh);
    DifferenceText text = new DifferenceText(before, after, old, fresh, difference);
    output.print(console, text.document(), text::render);
    return (difference.relation() == Relation.EQUAL ? ExitCode.OK : ExitCode.REFUSED).number();
  }

  private static Side side(Path file, Map<String, ReferenceSet> shared, Map<String, Path> own) {
    Map<String, ReferenceSet> sets = new LinkedHashMap<>(shared);
    sets.putAll(ReferenceOption.read(own));
    return new Side(PolicyFile.read(file).policy(), sets);
  }
}
