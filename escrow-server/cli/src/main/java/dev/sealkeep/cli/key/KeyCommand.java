package dev.sealkeep.cli.key;

import dev.sealkeep.cli.connection.ConnectionOptions;
import dev.sealkeep.cli.connection.EscrowClient;
import dev.sealkeep.cli.connection.NameArgument;
import dev.sealkeep.cli.connection.TenantOption;
import dev.sealkeep.cli.keyfile.ImportedKey;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.cli.terminal.Table;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealkeep key}. */
@Command(name = "key", description = "Make, import and switch sealing keys.")
public final class KeyCommand {
  private final Console console;

  /** Makes the group for those surroundings. */
  public KeyCommand(Console console) {
    this.console = console;
  }

  /** Has the server make a key. */
  @Command(name = "create", description = "Have the server make a sealing key.")
  void create(
      @Parameters(paramLabel = "NAME", description = "the key's name") String name,
      @Option(
              names = "--policy",
              required = true,
              paramLabel = "POLICY",
              description = "the policy that says who may have it")
          String policy,
      @Option(
              names = "--bytes",
              paramLabel = "N",
              description = "its size, 16 to 512 (default: 32)")
          Optional<Integer> bytes,
      @Mixin TenantOption tenant,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOption output) {
    NewKey body = NewKey.of(name, policy, bytes.orElse(null), null);
    print(output, send(connection, tenant.path(console) + "/keys", body));
  }

  /** Gives the server a key. */
  @Command(name = "import", description = "Give the server a sealing key that exists already.")
  void importKey(
      @Parameters(paramLabel = "NAME", description = "the key's name") String name,
      @Option(
              names = "--policy",
              required = true,
              paramLabel = "POLICY",
              description = "the policy that says who may have it")
          String policy,
      @Option(
              names = "--file",
              required = true,
              paramLabel = "FILE|-",
              description = "the file with the key's raw bytes, or - for standard input")
          String file,
      @Mixin TenantOption tenant,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOption output) {
    String path = tenant.path(console) + "/keys";
    try (SecretBytes secret = ImportedKey.read(file, console.in())) {
      print(output, send(connection, path, NewKey.of(name, policy, null, secret)));
    }
  }

  /** Lists the keys. */
  @Command(name = "list", description = "List the sealing keys, without their secrets.")
  void list(
      @Mixin TenantOption tenant, @Mixin ConnectionOptions connection, @Mixin OutputOption output) {
    String path = tenant.path(console) + "/keys";
    try (EscrowClient client = connection.connect(console)) {
      Keys answer = client.get(path, Keys.class);
      output.print(
          console,
          answer,
          style -> {
            Table table =
                new Table("NAME", "POLICY", "STATE", "VERSION", "LOG INDEX", "FINGERPRINT");
            for (Key key : answer.keys()) {
              String state = key.enabled() ? style.good("enabled") : style.warning("disabled");
              table.row(
                  key.name(),
                  key.policy(),
                  state,
                  key.version(),
                  key.logIndex(),
                  key.fingerprint());
            }
            return table.render(style, "no keys");
          });
    }
  }

  /** Makes a new version of a key. */
  @Command(
      name = "rotate",
      description =
          "Make a new version of a sealing key; who asks for no version gets it from then on.")
  void rotate(
      @Parameters(paramLabel = "NAME", description = "the key's name") String name,
      @Option(
              names = "--file",
              paramLabel = "FILE|-",
              description = "import the new version from here instead of making it")
          Optional<String> file,
      @Mixin TenantOption tenant,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOption output) {
    String path = action(tenant, name, "rotate");
    if (file.isEmpty()) {
      print(output, send(connection, path, Map.of()));
      return;
    }
    try (SecretBytes secret = ImportedKey.read(file.get(), console.in())) {
      print(output, send(connection, path, Map.of("secret", secret)));
    }
  }

  /** Stops releases of a key. */
  @Command(name = "disable", description = "Stop every further release of a sealing key.")
  void disable(
      @Parameters(paramLabel = "NAME", description = "the key's name") String name,
      @Mixin TenantOption tenant,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOption output) {
    print(output, send(connection, action(tenant, name, "disable"), Map.of()));
  }

  /** Allows releases of a key again. */
  @Command(name = "enable", description = "Allow releases of a disabled sealing key again.")
  void enable(
      @Parameters(paramLabel = "NAME", description = "the key's name") String name,
      @Mixin TenantOption tenant,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOption output) {
    print(output, send(connection, action(tenant, name, "enable"), Map.of()));
  }

  private String action(TenantOption tenant, String name, String action) {
    return tenant.path(console) + "/keys/" + NameArgument.parse("key", name) + "/" + action;
  }

  private Key send(ConnectionOptions connection, String path, Object body) {
    try (EscrowClient client = connection.connect(console)) {
      return client.post(path, body, Key.class);
    }
  }

  private void print(OutputOption output, Key key) {
    output.print(
        console,
        key,
        style ->
            new Fields()
                .add("key", key.name())
                .add("policy", key.policy())
                .add("state", key.enabled() ? style.good("enabled") : style.warning("disabled"))
                .add("version", key.version())
                .add("fingerprint", key.fingerprint())
                .add("log index", key.logIndex())
                .render(style));
  }

  record NewKey(String name, String policy, @Nullable Integer bytes, @Nullable SecretBytes secret) {
    static NewKey of(
        String name, String policy, @Nullable Integer bytes, @Nullable SecretBytes secret) {
      return new NewKey(
          NameArgument.parse("key", name).value(),
          NameArgument.parse("policy", policy).value(),
          bytes,
          secret);
    }
  }

  record Key(
      String name,
      String policy,
      boolean enabled,
      int version,
      String fingerprint,
      long logIndex) {}

  record Keys(List<Key> keys) {}
}
