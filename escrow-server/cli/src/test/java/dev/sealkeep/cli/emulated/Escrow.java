package dev.sealkeep.cli.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.server.EscrowServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A server that accepts the simulated root, with a tenant, a policy for {@link
 * EmulatedMachine#MEASUREMENT} and a key, made by the commands that a tenant would type.
 */
final class Escrow implements AutoCloseable {
  private static final String POLICY =
      """
      sealkeep 1
      policy workload {
        description "root disk of the emulated workload"
        reference builds = set "workload/builds"

        permit simulated-amd-sev-snp {
          product == genoa
          measurement in builds
          policy.debug == false and policy.migrate_ma == false
          vmpl == 0
        }
      }
      """;

  /**
   * What a server trusts and a policy asks for.
   *
   * @param policy the policy, which is named workload
   * @param builds the rows of the set workload/builds
   * @param technology what the guest is to show
   * @param settings makes the server trust it
   */
  record Scene(
      String policy,
      String builds,
      Technology technology,
      UnaryOperator<ServerConfiguration> settings) {
    /** The same shown under another tag. */
    Scene of(Technology other) {
      return new Scene(policy, builds, other, settings);
    }
  }

  /** SEV-SNP as ops/emulate has it. */
  static final Scene SNP =
      new Scene(
          POLICY,
          "simulated-amd-sev-snp measurement %s\n"
              .formatted(HexFormat.of().formatHex(EmulatedMachine.MEASUREMENT)),
          Technology.AMD_SEV_SNP,
          settings -> settings.withSimulatedRoots(List.of(EmulatedMachine.rootSpkiSha256())));

  private final EscrowServer server;
  private final Path folder;
  private final Scene scene;
  private final JsonNode tenant;

  private Escrow(EscrowServer server, Path folder, Scene scene) throws IOException {
    this.server = server;
    this.folder = folder;
    this.scene = scene;
    Files.writeString(folder.resolve("token"), server.firstToken().orElseThrow() + "\n");
    this.tenant =
        json(command().run(with("tenant", "create", "acme", "--tenant-key", tenantKeyFile())));
  }

  /** Starts it in a folder and imports the key. */
  static Escrow start(Path folder, byte[] key) throws IOException {
    return start(folder, key, SNP);
  }

  /** The same with another policy and other trust. */
  static Escrow start(Path folder, byte[] key, Scene scene) throws IOException {
    EscrowServer server =
        EscrowServer.start(
            scene
                .settings()
                .apply(
                    ServerConfiguration.forData(folder.resolve("server"))
                        .withListen("127.0.0.1", 0)));
    try {
      Escrow escrow = new Escrow(server, folder, scene);
      escrow.fill(key);
      return escrow;
    } catch (IOException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private void fill(byte[] key) throws IOException {
    String policy = Files.writeString(folder.resolve("policy"), scene.policy()).toString();
    String builds = Files.writeString(folder.resolve("builds"), scene.builds()).toString();
    json(command().run(with("reference", "put", "workload/builds", builds)));
    json(command().run(with("policy", "put", "workload", policy)));
    importKey("root-disk", key);
  }

  /** Writes a guest's configuration, with further lines. */
  Path configuration(Path file, String... further) throws IOException {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "endpoints=https://127.0.0.1:" + server.port(),
                "ca=" + server.caFile(),
                "log_root=" + tenant.path("log_root").asText(),
                "tenant=acme",
                "tenant_pin=" + tenant.path("tenant_pin").asText(),
                "key=root-disk",
                "volume=root",
                "technologies=" + scene.technology().tag(),
                "deadline=60s"));
    lines.addAll(List.of(further));
    return Files.write(file, lines);
  }

  /** The tenant's own secret, k_tenant. */
  byte[] tenantKey() throws IOException {
    return HexFormat.of().parseHex(Files.readString(Path.of(tenantKeyFile())).strip());
  }

  /** Imports a further key, under the same policy. */
  void importKey(String name, byte[] key) throws IOException {
    json(
        command()
            .input(key)
            .run(with("key", "import", name, "--policy", "workload", "--file", "-")));
  }

  /** Makes a new version of a key. */
  void rotateKey(String name) throws IOException {
    json(command().run(with("key", "rotate", name)));
  }

  /** What the tenant learns of a decision. */
  String explanation(String decision) {
    Outcome outcome = command().run("policy", "explain", decision);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome.out();
  }

  private CommandRun command() {
    return new CommandRun()
        .with("SEALKEEP_SERVER", "https://127.0.0.1:" + server.port())
        .with("SEALKEEP_CA", server.caFile().toString())
        .with("SEALKEEP_TOKEN_FILE", folder.resolve("token").toString())
        .with("SEALKEEP_TENANT", "acme");
  }

  private String tenantKeyFile() {
    return folder.resolve("tenant.key").toString();
  }

  private static String[] with(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--output", "json"));
    return all.toArray(String[]::new);
  }

  private static JsonNode json(Outcome outcome) throws JsonProcessingException {
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return new ObjectMapper().readTree(outcome.out());
  }

  @Override
  public void close() {
    server.close();
  }
}
