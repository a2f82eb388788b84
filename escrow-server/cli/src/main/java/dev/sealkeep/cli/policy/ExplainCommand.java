package dev.sealkeep.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.cli.connection.ConnectionOptions;
import dev.sealkeep.cli.connection.EscrowClient;
import dev.sealkeep.cli.connection.TenantOption;
import dev.sealkeep.cli.evidence.UnusableInputException;
import dev.sealkeep.cli.evidence.VerificationOptions;
import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.json.Json;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.evaluate.Evaluation;
import dev.sealkeep.policy.nearest.NearestMiss;
import dev.sealkeep.policy.nearest.Nearness;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealkeep policy explain}: of a server's decision, or of claims in a file. */
@Command(
    name = "explain",
    description = {
      "Explain why a request was released or denied, by the id the guest was given; or what a"
          + " policy says of claims in a file, or of evidence, with the nearest miss."
    })
public final class ExplainCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "DECISION", arity = "0..1", description = "the decision's id, 32 digits")
  private @Nullable String decision;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "evaluate this policy: on the claims of the decision, or on what is given")
  private @Nullable Path policy;

  @Option(
      names = "--claims",
      paramLabel = "FILE",
      description = "the claims to evaluate it on, as JSON")
  private @Nullable Path claims;

  @Option(
      names = "--evidence",
      paramLabel = "PATH",
      description = "evidence to verify first, as for 'evidence verify', and to evaluate it on")
  private @Nullable Path evidence;

  @Mixin private VerificationOptions verification = new VerificationOptions();

  @Mixin private ReferenceOption references = new ReferenceOption();
  @Mixin private TenantOption tenant = new TenantOption();
  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private OutputOption output = new OutputOption();

  /** Makes the command for those surroundings. */
  public ExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    boolean offline = claims != null || evidence != null;
    if (decision != null && policy == null && !offline) {
      decided(decision);
    } else if (decision != null && policy != null && !offline) {
      evaluated(policy, attested(decision));
    } else if (decision == null && policy != null && claims != null && evidence == null) {
      evaluated(policy, ClaimsFile.read(claims));
    } else if (decision == null && policy != null && claims == null && evidence != null) {
      evaluated(policy, verified(evidence));
    } else {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "nothing to explain",
          "Give a decision's id, or --policy FILE with an id, --claims FILE or --evidence PATH.");
    }
  }

  private void decided(String id) {
    PolicyCommand.Decision found = asked(id, PolicyCommand.Decision.class);
    output.print(console, found, style -> Explanation.render(found, style));
  }

  /** What the server kept of the evidence of a decision. */
  private ClaimSet attested(String id) {
    JsonNode attested = asked(id, Attested.class).attested();
    return Json.read(Json.bytes(attested), Object.class)
        .flatMap(document -> ClaimsFile.of(document, "decision " + id))
        .orElseThrow(
            () ->
                CommandFailure.of(
                    ExitCode.REFUSED,
                    "the server kept no claims of decision " + id,
                    "Leave --policy out to see what it knows; its evidence may not have"
                        + " verified."));
  }

  /** The part of a decision that another policy can be evaluated on. */
  private record Attested(JsonNode attested) {}

  private <T> T asked(String id, Class<T> type) {
    if (!id.matches("[0-9a-f]{32}")) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "'%s' is not a decision id".formatted(id),
          "Give the 32 hexadecimal digits that the guest was answered.");
    }
    String path = tenant.path(console) + "/decisions/" + id;
    try (EscrowClient client = connection.connect(console)) {
      return client.get(path, type);
    }
  }

  private ClaimSet verified(Path path) {
    try {
      return switch (verification.verify(path)) {
        case Appraisal.Verified verified -> verified.claims();
        case Appraisal.Rejected rejected ->
            throw CommandFailure.of(
                ExitCode.REFUSED,
                "the evidence in %s does not verify, so no policy is asked".formatted(path),
                "Mend what is named above; docs/reference/reasons.md has every code.",
                verification.reasons(rejected).stream()
                    .map(reason -> reason.code() + ": " + reason.detail())
                    .toList());
      };
    } catch (UnusableInputException e) {
      throw CommandFailure.of(ExitCode.UNUSABLE, String.valueOf(e.getMessage()), e.cure());
    }
  }

  private void evaluated(Path policyFile, ClaimSet set) {
    PolicyFile file = PolicyFile.read(policyFile);
    Map<String, ReferenceSet> sets = references.read();
    Evaluation evaluation = file.policy().evaluate(set, sets);
    Nearness nearness = NearestMiss.of(file.policy(), set, sets);
    Map<String, Object> document = new LinkedHashMap<>(evaluation.explanation().asMap());
    document.put("nearest_miss", NearestMissText.document(nearness));
    output.print(
        console,
        document,
        style ->
            evaluation.explanation().render() + "\n" + NearestMissText.render(nearness, style));
  }
}
