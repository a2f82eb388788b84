package dev.sealkeep.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.cli.connection.ConnectionOptions;
import dev.sealkeep.cli.connection.Diagnostic;
import dev.sealkeep.cli.connection.EscrowClient;
import dev.sealkeep.cli.connection.NameArgument;
import dev.sealkeep.cli.connection.TenantOption;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.cli.terminal.Table;
import dev.sealkeep.policy.diagnostic.Severity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sealkeep policy}. */
@Command(name = "policy", description = "Check, register and explain policies.")
public final class PolicyCommand {
  /** The size up to which a policy is read; the server has a smaller limit of its own. */
  static final int MAX_BYTES = 1024 * 1024;

  private final Console console;

  /** Makes the group for those surroundings. */
  public PolicyCommand(Console console) {
    this.console = console;
  }

  /** Checks policies offline. */
  @Command(
      name = "check",
      description = "Check policies offline, with the compiler that the server uses.")
  int check(
      @Parameters(paramLabel = "FILE", arity = "1..*", description = "the policies' texts")
          List<Path> files,
      @Mixin DenyOption deny,
      @Mixin OutputOption output) {
    deny.requireKnownCodes();
    List<PolicyCheck> checks = files.stream().map(file -> PolicyCheck.of(file, deny)).toList();
    output.print(console, Map.of("policies", checks), style -> text(checks, style));
    boolean accepted = checks.stream().allMatch(PolicyCheck::accepted);
    return accepted ? ExitCode.OK.number() : ExitCode.REFUSED.number();
  }

  private static String text(List<PolicyCheck> checks, Style style) {
    StringBuilder text = new StringBuilder();
    for (PolicyCheck check : checks) {
      check.diagnostics().forEach(finding -> text.append(finding.rendered()).append("\n\n"));
    }
    Table table = new Table("FILE", "VERDICT", "ERRORS", "WARNINGS", "COST");
    for (PolicyCheck check : checks) {
      table.row(
          check.file(),
          check.accepted() ? style.good("accepted") : style.bad("rejected"),
          check.count(Severity.ERROR),
          check.count(Severity.WARNING),
          check.costOfBound());
    }
    return text.append(table.render(style, "")).toString();
  }

  /** Registers a policy. */
  @Command(name = "put", description = "Register a policy, or a new version of it.")
  void put(
      @Parameters(paramLabel = "NAME", description = "the policy's name") String name,
      @Parameters(paramLabel = "FILE", description = "its text") Path file,
      @Mixin TenantOption tenant,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOption output) {
    String path = tenant.path(console) + "/policies/" + NameArgument.parse("policy", name);
    String text = BoundedFile.readText(file, MAX_BYTES, "the policy");
    try (EscrowClient client = connection.connect(console)) {
      PutPolicy put = client.putText(path, text, PutPolicy.class);
      put.warnings().forEach(warning -> console.note(warning.rendered()));
      output.print(
          console,
          put,
          style ->
              new Fields()
                  .add("policy", put.name())
                  .add("version", put.version())
                  .add("digest", put.digest())
                  .add("log index", put.logIndex())
                  .add("warnings", put.warnings().size())
                  .render(style));
    }
  }

  /** Lists the policies. */
  @Command(name = "list", description = "List the newest version of each policy.")
  void list(
      @Mixin TenantOption tenant, @Mixin ConnectionOptions connection, @Mixin OutputOption output) {
    String path = tenant.path(console) + "/policies";
    try (EscrowClient client = connection.connect(console)) {
      Policies answer = client.get(path, Policies.class);
      Table table = new Table("NAME", "VERSION", "LOG INDEX", "DIGEST");
      answer.policies().forEach(p -> table.row(p.name(), p.version(), p.logIndex(), p.digest()));
      output.print(console, answer, style -> table.render(style, "no policies"));
    }
  }

  /** Shows a policy's text. */
  @Command(name = "show", description = "Show the text of the policy that is in force.")
  void show(
      @Parameters(paramLabel = "NAME", description = "the policy's name") String name,
      @Mixin TenantOption tenant,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOption output) {
    String path = tenant.path(console) + "/policies/" + NameArgument.parse("policy", name);
    try (EscrowClient client = connection.connect(console)) {
      String text = client.getText(path);
      output.print(console, Map.of("name", name, "text", text), _ -> text.stripTrailing());
    }
  }

  record PutPolicy(
      String name, int version, String digest, long logIndex, List<Diagnostic> warnings) {}

  record Policy(String name, int version, String digest, long logIndex) {}

  record Policies(List<Policy> policies) {}

  /** What was decided; the explanation's shape belongs to the server. */
  record Decision(
      String decision,
      String key,
      String time,
      boolean released,
      String reason,
      JsonNode explanation) {}
}
