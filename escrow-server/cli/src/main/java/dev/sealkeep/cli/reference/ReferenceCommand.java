package dev.sealkeep.cli.reference;

import dev.sealkeep.cli.connection.ConnectionOptions;
import dev.sealkeep.cli.connection.EscrowClient;
import dev.sealkeep.cli.connection.TenantOption;
import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.cli.terminal.Table;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sealkeep reference}. */
@Command(name = "reference", description = "Register and list sets of reference values.")
public final class ReferenceCommand {
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final Console console;

  /** Makes the group for those surroundings. */
  public ReferenceCommand(Console console) {
    this.console = console;
  }

  /** Registers a set. */
  @Command(
      name = "put",
      description = "Register a set of reference values, or a new version of it.")
  void put(
      @Parameters(paramLabel = "NAME", description = "the set's name, such as payments/builds")
          String name,
      @Parameters(paramLabel = "FILE", description = "rows of: technology claim value") Path file,
      @Mixin TenantOption tenant,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOption output) {
    String path =
        tenant.path(console)
            + "/references?name="
            + URLEncoder.encode(name, StandardCharsets.UTF_8);
    String text = BoundedFile.readText(file, MAX_BYTES, "the reference set");
    try (EscrowClient client = connection.connect(console)) {
      Reference set = client.putText(path, text, Reference.class);
      output.print(
          console,
          set,
          style ->
              new Fields()
                  .add("reference", set.name())
                  .add("version", set.version())
                  .add("rows", set.rows())
                  .add("digest", set.digest())
                  .add("log index", set.logIndex())
                  .render(style));
    }
  }

  /** Lists the sets. */
  @Command(name = "list", description = "List the newest version of each set.")
  void list(
      @Mixin TenantOption tenant, @Mixin ConnectionOptions connection, @Mixin OutputOption output) {
    String path = tenant.path(console) + "/references";
    try (EscrowClient client = connection.connect(console)) {
      References answer = client.get(path, References.class);
      Table table = new Table("NAME", "VERSION", "ROWS", "LOG INDEX", "DIGEST");
      answer
          .references()
          .forEach(r -> table.row(r.name(), r.version(), r.rows(), r.logIndex(), r.digest()));
      output.print(console, answer, style -> table.render(style, "no reference sets"));
    }
  }

  record Reference(String name, int version, String digest, int rows, long logIndex) {}

  record References(List<Reference> references) {}
}
