package dev.sealkeep.cli.tenant;

import dev.sealkeep.cli.connection.ConnectionOptions;
import dev.sealkeep.cli.connection.EscrowClient;
import dev.sealkeep.cli.connection.NameArgument;
import dev.sealkeep.cli.keyfile.TenantKeyFile;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.cli.terminal.Table;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealkeep tenant}. */
@Command(name = "tenant", description = "Make and list tenants.")
public final class TenantCommand {
  private static final String PATH = "/v1/tenants";

  private final Console console;

  /** Makes the group for those surroundings. */
  public TenantCommand(Console console) {
    this.console = console;
  }

  /** Creates a tenant and keeps its key. */
  @Command(
      name = "create",
      description = {
        "Create a tenant and write its key to a new file.",
        "The key opens the tenant's log entries to an auditor: keep it, it is shown only once."
      })
  void create(
      @Parameters(paramLabel = "NAME", description = "the tenant's name") String name,
      @Option(
              names = "--tenant-key",
              required = true,
              paramLabel = "FILE",
              description = "the file to write the tenant's key to; it must not exist")
          Path keyFile,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOption output) {
    Name tenant = NameArgument.parse("tenant", name);
    try (EscrowClient client = connection.connect(console);
        TenantKeyFile file = TenantKeyFile.reserve(keyFile)) {
      CreatedTenant created = client.post(PATH, new NewTenant(tenant.value()), CreatedTenant.class);
      try (SecretBytes key = created.tenantKey()) {
        file.fill(key);
      }
      URI server = connection.server(console);
      Creation result =
          new Creation(
              created.name(),
              created.tenantPin(),
              created.logIndex(),
              created.logRoot(),
              keyFile.toString(),
              stanza(server, created));
      output.print(console, result, style -> text(result, style));
    }
  }

  private static String text(Creation created, Style style) {
    return new Fields()
            .add("tenant", created.name())
            .add("tenant pin", created.tenantPin())
            .add("log root", created.logRoot())
            .add("log index", created.logIndex())
            .add("tenant key", created.tenantKeyFile() + " (mode 0600; keep it, it is shown once)")
            .render(style)
        + "\n\n"
        + style.dim(
            "# what a guest of this tenant is configured with (sealkeep-guest --config FILE)")
        + "\n"
        + created.guestConfiguration();
  }

  private static String stanza(URI server, CreatedTenant created) {
    return String.join(
        "\n",
        "endpoints=" + server,
        "ca=/etc/sealkeep/ca.pem",
        "log_root=" + created.logRoot(),
        "tenant=" + created.name(),
        "tenant_pin=" + created.tenantPin(),
        "key=NAME-OF-THE-KEY",
        "technologies=amd-sev-snp");
  }

  /** Lists the tenants. */
  @Command(name = "list", description = "List the tenants.")
  void list(@Mixin ConnectionOptions connection, @Mixin OutputOption output) {
    try (EscrowClient client = connection.connect(console)) {
      Tenants answer = client.get(PATH, Tenants.class);
      Table table = new Table("NAME", "TENANT PIN", "LOG INDEX");
      answer.tenants().forEach(t -> table.row(t.name(), t.tenantPin(), t.logIndex()));
      output.print(console, answer, style -> table.render(style, "no tenants"));
    }
  }

  record NewTenant(String name) {}

  record CreatedTenant(
      String name, String tenantPin, long logIndex, SecretBytes tenantKey, String logRoot) {}

  record Creation(
      String name,
      String tenantPin,
      long logIndex,
      String logRoot,
      String tenantKeyFile,
      String guestConfiguration) {}

  record Tenant(String name, String tenantPin, long logIndex) {}

  record Tenants(List<Tenant> tenants) {}
}
