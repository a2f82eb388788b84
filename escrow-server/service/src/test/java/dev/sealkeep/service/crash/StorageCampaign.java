package dev.sealkeep.service.crash;

import dev.sealkeep.keystore.hierarchy.ContentDigests;
import dev.sealkeep.keystore.hierarchy.Fingerprint;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.NodeMain;
import dev.sealkeep.service.harness.NodeProcess;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.log.HighWater;
import dev.sealkeep.service.server.ProcessHalt;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A node on a {@link FaultyDisk} meets every {@link StorageFault} in turn, and what a torn WAL can
 * be. During each a guest asks for a key and an operator makes one; after each the node is held to
 * everything it had answered.
 */
final class StorageCampaign implements AutoCloseable {
  private static final int REFUSED = 2;
  private static final int SECRET_BYTES = 32;
  private static final int TAIL_BYTES = 5_000;
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final long RECOVERY_NANOS = Duration.ofSeconds(20).toNanos();

  /** Starts take long, so what follows a start that failed starts the node. */
  private static final String DOWN = "started by what follows";

  /** Of about 60 KiB, 15 pages of the database. */
  private static final String FILLING = ("# " + "x".repeat(77) + "\n").repeat(750);

  /** Enough policies for a WAL whose index needs another page, which has room for 4,062 frames. */
  private static final int MOST_POLICIES = 400;

  /** Enough policies for a checkpoint, which is due at 1,000 frames. */
  private static final int SOME_POLICIES = 80;

  private final Path directory;
  private final FaultyDisk disk;
  private final Random random;
  private final History history = new History();
  private final List<String> broken = new ArrayList<>();
  private @Nullable NodeProcess current;
  private @Nullable String token;
  private @Nullable JsonObject tenant;
  private int starts;
  private int names;

  /** A campaign in an empty directory. */
  StorageCampaign(Path directory, FaultyDisk disk, long seed) {
    this.directory = directory;
    this.disk = disk;
    this.random = new Random(seed);
  }

  /**
   * What became of a fault.
   *
   * @param scenario what it was
   * @param injected the calls that failed, with their number
   * @param seen what clients saw meanwhile
   * @param after how the node came back
   * @param broken the promises that were broken; empty if none
   */
  record Finding(
      String scenario, String injected, String seen, String after, List<String> broken) {}

  /** What clients saw, and how the node came back. */
  private record Course(String seen, String after) {}

  /** Starts the node, unless it runs; the first time, sets the scene. */
  private void open() {
    if (tenant == null) {
      restart();
      token = node().token().orElseThrow();
      tenant = Campaign.scene(operator());
      createKey();
    } else if (current == null) {
      String _ = startsAgain();
    }
  }

  /** Meets a fault. */
  Finding meet(StorageFault fault) {
    broken.clear();
    if (tenant == null || !fault.effect().atStart()) {
      open();
    }
    Course course =
        switch (fault.effect()) {
          case PAUSES -> {
            disk.fail(fault.rules());
            yield new Course(pausing(), goesOn());
          }
          case SERVES -> {
            disk.fail(fault.rules());
            yield new Course(serving(), goesOn());
          }
          case REFUSES_SOME -> {
            disk.fail(fault.rules());
            yield new Course(refusingSome(), goesOn());
          }
          case ENDS -> {
            disk.fail(fault.rules());
            yield new Course(ending(fault), startsAgain());
          }
          case ENDS_START ->
              new Course(
                  startFails(fault, ProcessHalt.EXIT_CODE, "could not be made durable"), DOWN);
          case REFUSES_START ->
              new Course(startFails(fault, REFUSED, data().toAbsolutePath().toString()), DOWN);
        };
    List<String> hits = disk.hits();
    expect(
        hits.stream().anyMatch(hit -> hit.startsWith(fault.hit())),
        "the fault was not met: " + hits.stream().distinct().toList());
    String injected = String.join(", ", fault.rules());
    return new Finding(
        fault.title(),
        injected + " (" + hits.size() + ")",
        course.seen(),
        course.after(),
        List.copyOf(broken));
  }

  /**
   * The last acknowledged commit loses a byte, and the high-water file knows of it; then the byte
   * is back, and what follows it is no frame.
   */
  Finding tearWal() {
    broken.clear();
    open();
    Path wal = data().resolve("sealkeep.db-wal");
    createKey();
    stop();
    byte[] whole = read(wal);
    write(wal, Arrays.copyOf(whole, whole.length - 1));
    String seen = startFails(REFUSED, "this node has signed", "restored-database.md");
    byte[] tail = new byte[TAIL_BYTES];
    random.nextBytes(tail);
    byte[] longer = Arrays.copyOf(whole, whole.length + TAIL_BYTES);
    System.arraycopy(tail, 0, longer, whole.length, TAIL_BYTES);
    write(wal, longer);
    return new Finding(
        "torn WAL",
        "last byte of an acknowledged commit cut off; then put back, and junk behind it",
        seen,
        "with the byte back " + startsAgain(),
        List.copyOf(broken));
  }

  private String pausing() {
    int released = history.released().size();
    HttpAnswer release = releaseAny();
    expectUnavailable(release);
    HttpAnswer creation = tryCreateKey();
    expectUnavailable(creation);
    expect(history.released().size() == released, "a key was released");
    HttpAnswer ready = node().http().get("/readyz");
    expectUnavailable(ready);
    expect(node().http().get("/healthz").status() == 200, "the node says that it is dead");
    expect(
        node().http().get("/metrics").text().contains("sealkeep_log_writer_impeded 1.0"),
        "the metric does not tell");
    return described(release) + "; readyz " + ready.status();
  }

  private String serving() {
    expect(putPolicies(SOME_POLICIES).isEmpty(), "a policy was refused");
    releaseKnown();
    return "all served";
  }

  private String refusingSome() {
    Optional<HttpAnswer> refused = putPolicies(MOST_POLICIES);
    expect(refused.isPresent(), "nothing was refused");
    refused.ifPresent(this::expectUnavailable);
    return refused.map(StorageCampaign::described).orElse("all served");
  }

  private String ending(StorageFault fault) {
    String seen = "connection broken";
    try {
      if (fault == StorageFault.DATABASE_FSYNC) {
        Optional<HttpAnswer> refused = putPolicies(SOME_POLICIES);
        seen = refused.map(StorageCampaign::described).orElse("served");
      } else {
        HttpAnswer release = releaseAny();
        seen = described(release);
        expect(release.status() >= 500, "a release was answered: " + seen);
      }
    } catch (UncheckedIOException e) {
      // The process went away, which is what it should do.
    }
    OptionalInt code = node().exitCode();
    expect(code.isPresent() && code.getAsInt() == ProcessHalt.EXIT_CODE, "it ended with " + code);
    expect(
        new String(read(lastErrors()), StandardCharsets.UTF_8)
            .contains("could not be made durable"),
        "it does not say why");
    return seen + "; exit code " + (code.isPresent() ? code.getAsInt() : "none");
  }

  private String startFails(StorageFault fault, int exitCode, String message) {
    stop();
    disk.fail(fault.rules());
    String seen = startFails(exitCode, message);
    disk.heal();
    return seen;
  }

  /** Starts the node in vain; it has to say all of {@code messages}. */
  private String startFails(int exitCode, String... messages) {
    try {
      current = NodeProcess.start(NodeMain.class, data(), errors(), environment());
      broken.add("it started");
      return "started";
    } catch (NodeProcess.EndedException e) {
      expect(e.exitCode() == exitCode, "it ended with " + e.exitCode());
      String log = String.valueOf(e.getMessage());
      for (String message : messages) {
        expect(log.contains(message), "it says: " + log);
      }
      return "exit code " + e.exitCode();
    }
  }

  /** Without a restart and without anybody's request. */
  private String goesOn() {
    disk.heal();
    long begun = System.nanoTime();
    long deadline = begun + RECOVERY_NANOS;
    while (node().http().get("/readyz").status() != 200) {
      if (System.nanoTime() > deadline || !node().survives(PAUSE)) {
        broken.add("it is not ready again");
        return "not ready";
      }
    }
    long millis = (System.nanoTime() - begun) / 1_000_000;
    verify();
    return "ready by itself after " + millis + " ms";
  }

  private String startsAgain() {
    disk.heal();
    mark();
    restart();
    verify();
    return "started again in " + node().readyMillis() + " ms";
  }

  /** The node works little and starts often. */
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(disk.environment());
    environment.put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    return environment;
  }

  private void stop() {
    close();
    current = null;
  }

  private void restart() {
    stop();
    current = NodeProcess.start(NodeMain.class, data(), errors(), environment());
  }

  /** Everything that was answered is there, and the node works. */
  private void verify() {
    Observed observed = Observed.of(operator(), "acme");
    HistoryChecker.check(history, observed).forEach(violation -> broken.add(violation.toString()));
    HistoryChecker.audit(observed, tenant()).forEach(violation -> broken.add(violation.toString()));
    history.settle(observed.items());
    createKey();
    releaseKnown();
  }

  private void mark() {
    try {
      Optional<Checkpoint> mark =
          new HighWater(data().resolve("high-water"))
              .read()
              .map(m -> new Checkpoint(m.origin(), m.size(), m.root()));
      HistoryChecker.marked(history, mark).ifPresent(violation -> broken.add(violation.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map.Entry<Item, ItemState> anyKey() {
    return history.acknowledged().entrySet().stream()
        .filter(item -> item.getKey().kind() == Item.Kind.KEY)
        .findFirst()
        .orElseThrow();
  }

  private void releaseKnown() {
    Map.Entry<Item, ItemState> key = anyKey();
    try {
      new Recipient(node().http(), tenant(), history)
          .release(key.getKey().name(), key.getValue(), Kem.X25519);
    } catch (AssertionError e) {
      broken.add("a key is not released: " + e.getMessage());
    }
  }

  private HttpAnswer releaseAny() {
    return new Guest(node().http(), Guest.GOOD).ask("acme", anyKey().getKey().name());
  }

  private void createKey() {
    HttpAnswer answer = tryCreateKey();
    expect(answer.status() == 201, "a key is not created: " + answer.text());
  }

  private HttpAnswer tryCreateKey() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    Item item = new Item(Item.Kind.KEY, "key-" + names++);
    try (SecretBytes secret = SecretBytes.owning(bytes.clone())) {
      history.attempt(item, new ItemState(1, Fingerprint.of(secret).hex()));
    }
    HttpAnswer answer =
        operator()
            .post(
                "/v1/tenants/acme/keys",
                new JsonObject()
                    .put("name", item.name())
                    .put("policy", "root")
                    .put("secret", Base64Url.encode(bytes)));
    if (answer.status() == 201) {
      history.acknowledge(item);
    }
    return answer;
  }

  /** Puts large policies until one is refused, and yields that answer. */
  private Optional<HttpAnswer> putPolicies(int most) {
    for (int i = 0; i < most; i++) {
      String source = Guest.POLICY + FILLING;
      Item item = new Item(Item.Kind.POLICY, "policy-" + names++);
      history.attempt(
          item, new ItemState(1, HexFormat.of().formatHex(ContentDigests.policy(source))));
      HttpAnswer answer = operator().put("/v1/tenants/acme/policies/" + item.name(), source);
      if (answer.status() != 200) {
        return Optional.of(answer);
      }
      history.acknowledge(item);
    }
    return Optional.empty();
  }

  private void expectUnavailable(HttpAnswer answer) {
    expect(
        answer.status() == 503
            && answer.problem().equals("store-unavailable")
            && answer.retryAfter().isPresent(),
        "answered " + answer.status() + ": " + answer.text());
  }

  private static String described(HttpAnswer answer) {
    return answer.status() + " " + answer.problem();
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      broken.add(otherwise);
    }
  }

  private Operator operator() {
    return new Operator(node().http(), Objects.requireNonNull(token));
  }

  private JsonObject tenant() {
    return Objects.requireNonNull(tenant);
  }

  private NodeProcess node() {
    return Objects.requireNonNull(current, "no node was started");
  }

  private Path data() {
    return directory.resolve("node");
  }

  private Path errors() {
    starts++;
    return lastErrors();
  }

  private Path lastErrors() {
    return directory.resolve("start-" + starts + ".log");
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the node. */
  @Override
  public void close() {
    if (current != null) {
      current.close();
    }
  }
}
