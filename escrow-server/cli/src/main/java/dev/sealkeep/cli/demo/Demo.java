package dev.sealkeep.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The story: a tenant escrows a key for a workload; the workload gets it; another image does not;
 * and the log proves both. Whatever was started is stopped by {@link #close()}, in reverse.
 */
final class Demo implements AutoCloseable {
  private static final String TENANT = "acme";
  private static final String KEY = "root-disk";
  private static final String POLICY_NAME = "workload";
  private static final String SET = "workload/builds";
  private static final int KEY_BYTES = 32;
  private static final String POLICY =
      """
      sealkeep 1
      policy workload {
        description "root disk of the demo's workload"
        reference builds = set "workload/builds"

        permit simulated-amd-sev-snp {
          product == genoa
          measurement in builds
          policy.debug == false and policy.migrate_ma == false
          vmpl == 0
        }
      }
      """;

  private final DemoDirectory directory;
  private final Commands commands;
  private final Console console;
  private final Steps steps;
  private final SecureRandom random = new SecureRandom();
  private final byte[] trusted = Machines.measurement("the workload's image");
  private final byte[] other = Machines.measurement("the workload's image, changed by its host");
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  private @Nullable Machines machines;
  private @Nullable EmbeddedServer server;
  private @Nullable Operator operator;
  private @Nullable JsonNode tenant;
  private @Nullable SecretBytes key;
  private @Nullable GuestProcess workload;
  private @Nullable GuestProcess stranger;

  Demo(DemoDirectory directory, Commands commands, Console console, Steps steps) {
    this.directory = directory;
    this.commands = commands;
    this.console = console;
    this.steps = steps;
  }

  void run(CompletableFuture<Machines> root) {
    steps.run("simulator", "making a root of trust", () -> installSimulator(root));
    steps.run("server", "starting an escrow", this::startServer);
    steps.run("tenant", "creating a tenant", this::createTenant);
    steps.run("policy", "checking and registering a policy", this::registerPolicy);
    steps.run("key", "escrowing a sealing key", this::escrowKey);
    steps.run("release", "a guest asks for its key", this::releaseToWorkload);
    steps.run("denial", "another guest asks for it", this::denyStranger);
    steps.run("log", "verifying the log offline", this::verifyLog);
    steps.run("tampering", "changing one bit of the log", this::tamper);
  }

  private String installSimulator(CompletableFuture<Machines> root) {
    Machines made = root.join();
    made.write(directory.folder("workload"), 1, trusted);
    made.write(directory.folder("stranger"), 2, other);
    machines = made;
    return "two simulated SEV-SNP machines under a root of their own, "
        + made.root().substring(0, 16)
        + "…";
  }

  private String startServer() {
    EmbeddedServer started =
        EmbeddedServer.start(directory.path().resolve("server"), present(machines).root());
    opened(started);
    server = started;
    Path token = directory.write("token", started.token() + "\n");
    operator =
        new Operator(
            commands,
            Map.of(
                "SEALKEEP_SERVER", started.url(),
                "SEALKEEP_CA", started.caFile().toString(),
                "SEALKEEP_TOKEN_FILE", token.toString(),
                "SEALKEEP_TENANT", TENANT,
                "TERM", console.environment().getOrDefault("TERM", "dumb"),
                "NO_COLOR", console.environment().getOrDefault("NO_COLOR", "")),
            console);
    return "an escrow listens on " + started.url() + ", TLS 1.3, with an empty log";
  }

  private String createTenant() {
    tenant =
        present(operator)
            .json("tenant", "create", TENANT, "--tenant-key", path("tenant.key").toString());
    return "tenant '%s'; its guests pin %s…"
        .formatted(TENANT, text(present(tenant), "tenant_pin").substring(0, 16));
  }

  private String registerPolicy() {
    String policy = directory.write("workload.policy", POLICY).toString();
    String builds =
        directory
            .write(
                "builds",
                "simulated-amd-sev-snp measurement %s\n"
                    .formatted(HexFormat.of().formatHex(trusted)))
            .toString();
    Operator tenantsEngineer = present(operator);
    tenantsEngineer.json("policy", "check", policy);
    tenantsEngineer.json("reference", "put", SET, builds);
    JsonNode put = tenantsEngineer.json("policy", "put", POLICY_NAME, policy);
    return "policy '%s' version %d: a measurement of the set '%s', no debugging"
        .formatted(POLICY_NAME, put.path("version").asInt(), SET);
  }

  private String escrowKey() {
    SecretBytes made = SecretBytes.random(random, KEY_BYTES);
    opened(made);
    key = made;
    // Reading it is the import: the command takes it from its standard input.
    byte[] bytes = made.bytes(SecretAccess.get());
    JsonNode imported =
        present(operator).json(bytes, "key", "import", KEY, "--policy", POLICY_NAME, "--file", "-");
    workload = startGuest("workload");
    stranger = startGuest("stranger");
    return "key '%s', %d bytes, fingerprint %s"
        .formatted(KEY, KEY_BYTES, text(imported, "fingerprint"));
  }

  private GuestProcess startGuest(String machine) {
    JsonNode pinned = present(tenant);
    Path configuration =
        directory.write(
            machine + "/sealkeep.properties",
            String.join(
                "\n",
                "endpoints=" + present(server).url(),
                "ca=" + present(server).caFile(),
                "log_root=" + text(pinned, "log_root"),
                "tenant=" + TENANT,
                "tenant_pin=" + text(pinned, "tenant_pin"),
                "key=" + KEY,
                "volume=root",
                "technologies=simulated-amd-sev-snp",
                "deadline=20s",
                ""));
    GuestProcess guest =
        GuestProcess.start(path(machine), configuration, path(machine).resolve("key"));
    opened(guest);
    return guest;
  }

  private String releaseToWorkload() {
    GuestProcess.Ended ended = present(workload).await();
    GuestProcess.Receipt receipt =
        ended
            .receipt()
            .filter(_ -> ended.exitCode() == 0)
            .orElseThrow(() -> unexpected("the workload's guest", ended));
    try (SecretBytes released =
        SecretBytes.owning(Files.readAllBytes(path("workload").resolve("key")))) {
      if (!released.sameAs(present(key))) {
        throw new DemoFailure("the released key is not the key that was escrowed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JsonNode decision = present(operator).json("policy", "explain", receipt.decision());
    require(decision.path("released").asBoolean(), "the server does not call this a release");
    steps.afterThis(
        new Fields()
            .add("decision", receipt.decision())
            .add("key version", receipt.keyVersion())
            .add("log index", receipt.logIndex())
            .add("tree size", receipt.treeSize())
            .add("origin", origin())
            .render(console.style()));
    return "released to the workload's guest: the same %d bytes that were escrowed; its receipt:"
        .formatted(KEY_BYTES);
  }

  /** The log's name, which stands in the first line of its checkpoint. */
  private String origin() {
    Path export = path("log-at-release");
    present(operator).json("audit", "export", export.toString());
    try (Stream<String> lines = Files.lines(export.resolve("checkpoint"))) {
      return lines.findFirst().orElseThrow(() -> new DemoFailure("the checkpoint is empty"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String denyStranger() {
    GuestProcess.Ended ended = present(stranger).await();
    String decision =
        ended
            .decision()
            .filter(_ -> ended.exitCode() == 1)
            .orElseThrow(() -> unexpected("the other guest", ended));
    require(Files.notExists(path("stranger").resolve("key")), "a denied guest wrote a key");
    String explanation = present(operator).text("policy", "explain", decision);
    require(explanation.contains("denied"), "the server does not call this a denial");
    steps.afterThis(
        "the guest learns an id and nothing more:\n  "
            + ended.messages().strip().replace("\n", "\n  "));
    steps.afterThis("the tenant learns, by 'sealkeep policy explain':");
    steps.afterThisAsPrinted(explanation.indent(2));
    return "denied to a guest with another measurement";
  }

  private String verifyLog() {
    String export = path("export").toString();
    present(operator).json("audit", "export", export);
    present(server).close();
    JsonNode report = present(operator).json(verification(export));
    require(report.path("verified").asBoolean(), "the log does not verify");
    JsonNode kinds = report.path("kinds");
    require(kinds.path("release").asInt() == 1, "the log does not hold the release");
    require(kinds.path("denial").asInt() == 1, "the log does not hold the denial");
    return "verified with the server stopped: %d leaves, the release and the denial among them"
        .formatted(report.path("size").asLong());
  }

  private String tamper() {
    Path leaves = path("export").resolve("leaves");
    try {
      byte[] changed = Files.readAllBytes(leaves);
      changed[changed.length / 2] ^= 1;
      Files.write(leaves, changed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int exitCode = present(operator).exitCode(verification(path("export").toString()));
    require(exitCode == 1, "a changed log passes verification");
    return "one changed bit, and the same verification refuses the log";
  }

  private String[] verification(String export) {
    return new String[] {
      "audit",
      "verify",
      "--dir",
      export,
      "--tenant-key",
      path("tenant.key").toString(),
      "--log-root",
      text(present(tenant), "log_root")
    };
  }

  private Path path(String name) {
    return directory.path().resolve(name);
  }

  private static String text(JsonNode node, String member) {
    return node.path(member).asText();
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a step of the demo ran before the one it needs");
    }
    return value;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new DemoFailure(otherwise);
    }
  }

  private static DemoFailure unexpected(String who, GuestProcess.Ended ended) {
    return new DemoFailure(
        "%s ended with %d: %s".formatted(who, ended.exitCode(), ended.messages().strip()));
  }

  private void opened(AutoCloseable resource) {
    synchronized (started) {
      started.push(resource);
    }
  }

  /** Stops what was started, the last first; also called when the process is interrupted. */
  @Override
  public void close() {
    synchronized (started) {
      while (!started.isEmpty()) {
        try {
          started.pop().close();
        } catch (Exception e) {
          // What cannot be stopped must not keep the rest from being stopped and removed.
          steps.afterThis("could not stop a part of the demo: " + e.getClass().getSimpleName());
        }
      }
    }
  }
}
