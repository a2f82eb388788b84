package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.connection.ConnectionOptions;
import dev.sealkeep.cli.connection.EscrowClient;
import dev.sealkeep.cli.connection.TenantOption;
import dev.sealkeep.cli.evidence.OfflineVerifier;
import dev.sealkeep.cli.evidence.UnusableInputException;
import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.policy.replay.AttestationFolder;
import dev.sealkeep.cli.policy.replay.AttestationSource;
import dev.sealkeep.cli.policy.replay.Baseline;
import dev.sealkeep.cli.policy.replay.FolderSource;
import dev.sealkeep.cli.policy.replay.PolicyWithSets;
import dev.sealkeep.cli.policy.replay.Replay;
import dev.sealkeep.cli.policy.replay.ReplayDocument;
import dev.sealkeep.cli.policy.replay.ReplayReport;
import dev.sealkeep.cli.policy.replay.ReplayText;
import dev.sealkeep.cli.policy.replay.Selection;
import dev.sealkeep.cli.policy.replay.ServerSource;
import dev.sealkeep.cli.policy.replay.Verification;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.cli.terminal.ProgressLine;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.protocol.name.Name;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealkeep policy replay}: what a policy would have decided on attestations of the past. */
@Command(
    name = "replay",
    description =
        "Try a policy on recorded attestations: who would be denied, who newly admitted, and why.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every attestation was replayed and would be decided as before",
      "1:some would be denied or admitted that were not, or cannot be replayed",
      "2:unusable input, such as a policy with errors, or nothing to replay",
      "3 and above:as for every command that asks a server"
    })
public final class ReplayCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "the policy to try")
  private Path file = Path.of("");

  @ArgGroup(multiplicity = "1")
  private From from = new From();

  @Option(
      names = "--against",
      paramLabel = "OLD_FILE",
      description = "compare with this policy instead of what was decided then")
  private @Nullable Path against;

  @Mixin private ReferenceOption references = new ReferenceOption();

  @Option(
      names = "--old-reference",
      paramLabel = "NAME=FILE",
      description = "a set as the policy of --against sees it; may be repeated")
  private Map<String, Path> oldSets = new LinkedHashMap<>();

  @Option(
      names = "--since",
      paramLabel = "INSTANT",
      description = "those at or after this time, such as 2026-01-31T12:00:00Z")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "INSTANT", description = "those before this time")
  private @Nullable String until;

  @Option(names = "--key", paramLabel = "NAME", description = "those that asked for this key")
  private @Nullable String key;

  @Option(names = "--limit", paramLabel = "N", description = "at most so many, the newest")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--reverify",
      description = "verify the evidence anew instead of taking the claims recorded then")
  private boolean reverify;

  @Option(
      names = "--collateral",
      paramLabel = "DIR",
      description = "collateral to verify evidence with; may be repeated")
  private List<Path> collateral = new ArrayList<>();

  @Option(
      names = "--trust",
      paramLabel = "TECHNOLOGY=PEM",
      description = "a root to trust beside the pinned ones, such as a simulator's")
  private Map<String, Path> trust = new LinkedHashMap<>();

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "the time of verification of evidence that records none")
  private @Nullable String at;

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = "with --from-server: also write what is replayed to a new folder for --dir")
  private @Nullable Path save;

  @Mixin private TenantOption tenant = new TenantOption();
  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private OutputOption output = new OutputOption();

  /** Where the attestations are. */
  static final class From {
    @Option(
        names = "--dir",
        paramLabel = "DIR",
        description = "replay the attestations in this folder")
    private Path folder = Path.of("");

    @Option(
        names = "--from-server",
        description = "replay the tenant's releases and denials that a server keeps")
    private boolean server;
  }

  /** Makes the command for those surroundings. */
  public ReplayCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Replay replay = new Replay(policy(file, references.read()), baseline(), selection());
    ReplayReport report = from.server ? ofServer(replay) : ofFolder(replay, from.folder);
    if (report.total() == 0) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "there is nothing to replay",
          "Name a folder or a tenant with attestations, or widen --since, --until or --key.");
    }
    String comparedWith = against == null ? "what was decided then" : against.toString();
    output.print(
        console,
        ReplayDocument.of(file.toString(), comparedWith, report),
        style -> ReplayText.render(file.toString(), comparedWith, report, style));
    return (report.unchanged() ? ExitCode.OK : ExitCode.REFUSED).number();
  }

  private ReplayReport ofFolder(Replay replay, Path folder) {
    if (save != null) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "--save was given with --dir",
          "The folder is there already; leave --save out.");
    }
    return run(replay, FolderSource.of(folder, verification()));
  }

  private ReplayReport ofServer(Replay replay) {
    Verification verification = verification();
    Name name = tenant.name(console);
    try (EscrowClient client = connection.connect(console)) {
      Optional<AttestationFolder> saved = Optional.ofNullable(save).map(AttestationFolder::create);
      return run(replay, new ServerSource(client, name, replay.selection(), verification, saved));
    }
  }

  private ReplayReport run(Replay replay, AttestationSource source) {
    try (ProgressLine progress = new ProgressLine(console, System::nanoTime)) {
      return replay.run(
          source,
          (replayed, percent) ->
              progress.show("replayed %d attestations, %d%%".formatted(replayed, percent)));
    }
  }

  private Baseline baseline() {
    if (against == null) {
      if (!oldSets.isEmpty()) {
        throw CommandFailure.of(
            ExitCode.UNUSABLE,
            "--old-reference was given without --against",
            "Name the policy that sees those sets with --against.");
      }
      return new Baseline.DecidedThen();
    }
    Map<String, ReferenceSet> sets = new LinkedHashMap<>(references.read());
    sets.putAll(ReferenceOption.read(oldSets));
    return new Baseline.OldPolicy(policy(against, sets));
  }

  /** A policy with all of its sets: without one of them it would deny what it admits. */
  private static PolicyWithSets policy(Path path, Map<String, ReferenceSet> sets) {
    PolicyFile read = PolicyFile.read(path);
    SortedSet<String> missing = new TreeSet<>(read.policy().referenceSets());
    missing.removeAll(sets.keySet());
    if (!missing.isEmpty()) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "%s uses sets that were not given: %s".formatted(path, String.join(", ", missing)),
          "Add --reference %s=FILE with its rows.".formatted(missing.first()));
    }
    return new PolicyWithSets(read.policy(), sets);
  }

  private Selection selection() {
    if (limit < 1) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE, "--limit %d is less than 1".formatted(limit), "Give a number.");
    }
    return new Selection(
        instant("--since", since), instant("--until", until), Optional.ofNullable(key), limit);
  }

  private Verification verification() {
    try {
      return new Verification(
          OfflineVerifier.with(trust, collateral), reverify, instant("--at", at));
    } catch (UnusableInputException e) {
      throw CommandFailure.of(ExitCode.UNUSABLE, String.valueOf(e.getMessage()), e.cure());
    }
  }

  private static Optional<Instant> instant(String option, @Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "%s '%s' is not an instant".formatted(option, text),
          "Write it as 2026-01-31T12:00:00Z.");
    }
  }
}
