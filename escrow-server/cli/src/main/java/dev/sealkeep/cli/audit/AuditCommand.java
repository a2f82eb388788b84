package dev.sealkeep.cli.audit;

import dev.sealkeep.cli.connection.ConnectionOptions;
import dev.sealkeep.cli.connection.EscrowClient;
import dev.sealkeep.cli.connection.TenantOption;
import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.cli.keyfile.TenantKeyFile;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealkeep audit}. */
@Command(name = "audit", description = "Read, export and verify the log.")
public final class AuditCommand {
  private static final int MAX_KEY_TEXT_BYTES = 4096;

  private final Console console;

  /** Makes the group for those surroundings. */
  public AuditCommand(Console console) {
    this.console = console;
  }

  /** Lists the tenant's entries. */
  @Command(name = "list", description = "List the tenant's log entries, as the server tells them.")
  void list(
      @Mixin TenantOption tenant, @Mixin ConnectionOptions connection, @Mixin OutputOption output) {
    String name = tenant.name(console).value();
    try (EscrowClient client = connection.connect(console)) {
      List<EntryLine> lines =
          new AuditDownload(client, name).entries().stream().map(EntryLine::of).toList();
      output.print(console, Map.of("entries", lines), style -> EntryLine.table(lines, style));
    }
  }

  /** Writes an export. */
  @Command(
      name = "export",
      description = "Write everything that 'audit verify --dir' needs to a new folder.")
  void export(
      @Parameters(paramLabel = "DIR", description = "the folder to make") Path folder,
      @Mixin TenantOption tenant,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOption output) {
    String name = tenant.name(console).value();
    try (EscrowClient client = connection.connect(console)) {
      AuditExport export = new AuditDownload(client, name).export();
      AuditDirectory.write(folder, export);
      Exported exported =
          new Exported(folder.toString(), name, export.entries().size(), export.leaves().length());
      output.print(
          console,
          exported,
          style ->
              new Fields()
                  .add("folder", exported.folder())
                  .add("tenant", exported.tenant())
                  .add("entries", exported.entries())
                  .add("leaf bytes", exported.leafBytes())
                  .render(style));
    }
  }

  /** Verifies the log. */
  @Command(
      name = "verify",
      description = {
        "Verify the log offline: that its key is certified, its tree is whole, and that every"
            + " entry",
        "of the tenant is there and nothing was left out."
      })
  int verify(
      @Option(
              names = "--dir",
              paramLabel = "DIR",
              description = "verify this export instead of asking a server")
          Optional<Path> folder,
      @Option(
              names = "--tenant-key",
              required = true,
              paramLabel = "FILE",
              description = "the tenant's key, as 'tenant create' wrote it")
          Path keyFile,
      @Option(
              names = "--log-root",
              required = true,
              paramLabel = "VKEY|FILE",
              description = "the log root's verifier key, as 'tenant create' printed it")
          String logRoot,
      @Option(
              names = "--state",
              paramLabel = "FILE",
              description = "remember the checkpoint here, and check that the log only grew")
          Optional<Path> state,
      @Mixin TenantOption tenant,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOption output) {
    LogVerifierKey root = logRoot(logRoot);
    AuditReport report;
    AuditExport export;
    try (SecretBytes key = TenantKeyFile.read(keyFile)) {
      export = folder.map(AuditDirectory::read).orElseGet(() -> download(connection, tenant));
      report = AuditVerifier.verify(export, root, key, state.flatMap(VerifiedState::read));
    }
    if (report.verified()) {
      state.ifPresent(file -> VerifiedState.write(file, export.checkpoint()));
    }
    output.print(console, report, style -> text(report, style));
    return report.verified() ? ExitCode.OK.number() : ExitCode.REFUSED.number();
  }

  private AuditExport download(ConnectionOptions connection, TenantOption tenant) {
    String name = tenant.name(console).value();
    try (EscrowClient client = connection.connect(console)) {
      return new AuditDownload(client, name).export();
    }
  }

  private static LogVerifierKey logRoot(String value) {
    return LogVerifierKey.parse(value)
        .toOptional()
        .or(
            () -> {
              if (value.contains("+") && !Files.exists(Path.of(value))) {
                return Optional.empty();
              }
              String text =
                  BoundedFile.readText(Path.of(value), MAX_KEY_TEXT_BYTES, "the log root's key");
              return LogVerifierKey.parse(text.strip()).toOptional();
            })
        .orElseThrow(
            () ->
                CommandFailure.of(
                    ExitCode.UNUSABLE,
                    "'%s' is neither a verifier key nor a file with one".formatted(value),
                    "Give the log root whole, as 'tenant create' printed it: NAME+ID+KEY."));
  }

  private static String text(AuditReport report, Style style) {
    String kinds =
        report.kinds().isEmpty()
            ? "none"
            : report.kinds().entrySet().stream()
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
    Fields fields =
        new Fields()
            .add("log", report.verified() ? style.good("verified") : style.bad("not verified"))
            .add("tenant", report.tenant())
            .add("origin", report.origin())
            .add("leaves", report.size())
            .add("root", report.root())
            .add("entries", kinds);
    for (AuditReport.Gap gap : report.gaps()) {
      fields.add(
          "gap",
          style.bad(
              "%s took the place of %s on %s: %d of its leaves are left, of %d or more"
                  .formatted(gap.successor(), gap.log(), gap.time(), gap.kept(), gap.signed())));
    }
    for (Finding finding : report.findings()) {
      fields.add("finding", finding.message() + " (" + finding.code() + ")");
    }
    return fields.render(style);
  }

  record Exported(String folder, String tenant, int entries, int leafBytes) {}
}
