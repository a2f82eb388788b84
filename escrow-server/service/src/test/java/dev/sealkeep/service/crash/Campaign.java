package dev.sealkeep.service.crash;

import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.NodeMain;
import dev.sealkeep.service.harness.NodeProcess;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.log.HighWater;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rounds of SIGKILL under load, each followed by a restart and by checks of everything the node had
 * answered. In some rounds the restart is killed too, and in some the first start of a new node.
 * Stops after the first round that breaks a promise.
 */
final class Campaign {
  private static final int LATEST_MILLIS = 1_500;
  private static final int RESTARTS_KILLED_OF_TEN = 4;
  private static final int NEW_NODES_OF_TEN = 1;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

  private final Path directory;
  private final Random random;
  private final Class<?> living;
  private final Consumer<String> progress;

  private final History history = new History();
  private final List<Violation> violations = new ArrayList<>();
  private final List<Long> readyMillis = new ArrayList<>();
  private @Nullable NodeProcess current;
  private int kills;
  private int starts;

  /**
   * A campaign in an empty directory.
   *
   * @param seed decides the moments of the kills and what the clients do, as far as threads allow
   * @param living the main class of the node that is killed; the node that is checked afterwards is
   *     always {@link NodeMain}
   * @param progress is told of each round in a line
   */
  Campaign(Path directory, long seed, Class<?> living, Consumer<String> progress) {
    this.directory = directory;
    this.random = new Random(seed);
    this.living = living;
    this.progress = progress;
  }

  /**
   * What became of it.
   *
   * @param rounds how many rounds were run
   * @param slowestMillis the longest time from a start until the node was ready
   * @param violations what was broken in the last round; empty if nothing ever was
   */
  record Outcome(
      int rounds,
      int kills,
      int items,
      int releases,
      int checkpoints,
      long slowestMillis,
      List<Violation> violations) {}

  Outcome run(int rounds) {
    int round = 0;
    try {
      start(NodeMain.class);
      String token = node().token().orElseThrow();
      JsonObject tenant = scene(new Operator(node().http(), token));
      while (round < rounds && violations.isEmpty()) {
        round++;
        round(round, token, tenant);
      }
    } catch (NodeProcess.EndedException e) {
      violations.add(new Violation.NoStart(String.valueOf(e.getMessage())));
    } catch (UncheckedIOException | AssertionError e) {
      violations.add(new Violation.WrongAnswer(e.toString()));
    } finally {
      end();
    }
    return new Outcome(
        round,
        kills,
        history.acknowledged().size(),
        history.released().size(),
        history.checkpoints().size(),
        readyMillis.stream().mapToLong(Long::longValue).max().orElse(0),
        List.copyOf(violations));
  }

  private NodeProcess node() {
    return Objects.requireNonNull(current, "no node was started");
  }

  private void start(Class<?> main) {
    end();
    current = NodeProcess.start(main, data(), errors());
  }

  private void end() {
    if (current != null) {
      current.close();
    }
  }

  private Path data() {
    return directory.resolve("node");
  }

  /** A file for the log of each start, so that a refusal stands alone in it. */
  private Path errors() {
    starts++;
    return directory.resolve("start-" + starts + ".log");
  }

  static JsonObject scene(Operator operator) {
    JsonObject tenant = operator.createTenant("acme");
    operator.putReference(
        "acme", "builds", "simulated-amd-sev-snp measurement " + Guest.GOOD_HEX + "\n");
    operator.putPolicy("acme", "root", Guest.POLICY);
    return tenant;
  }

  private void round(int round, String token, JsonObject tenant) {
    if (living != NodeMain.class) {
      start(living);
    }
    Map<Item, ItemState> before = history.acknowledged();
    int released = history.released().size();
    String moments = "under load after " + live(node(), token, tenant, "k" + round);
    if (random.nextInt(10) < RESTARTS_KILLED_OF_TEN) {
      moments += ", starting again after " + killStart(data());
    }
    if (random.nextInt(10) < NEW_NODES_OF_TEN) {
      Path other = directory.resolve("new-" + kills);
      moments += ", a new node after " + killStart(other);
      NodeProcess.start(NodeMain.class, other, errors()).close();
    }
    mark();
    start(NodeMain.class);
    readyMillis.add(node().readyMillis());
    Map<Item, ItemState> fresh = new HashMap<>(history.acknowledged());
    fresh.entrySet().removeAll(before.entrySet());
    progress.accept(
        "round %d: killed %s; %d changes and %d releases answered; ready again after %d ms"
            .formatted(
                round,
                moments,
                fresh.size(),
                history.released().size() - released,
                node().readyMillis()));
    verify(node(), token, tenant, fresh);
  }

  /** Lets a node live and kills it; yields how long it lived. */
  private String live(NodeProcess node, String token, JsonObject tenant, String prefix) {
    int known = history.acknowledged().size();
    Load load =
        Load.start(
            node.http(),
            new Operator(node.http(), token),
            tenant,
            history,
            prefix,
            random.nextLong());
    int millis = random.nextInt(LATEST_MILLIS + 1);
    boolean alive = node.survives(Duration.ofMillis(millis)) && answers(node, known);
    if (!alive) {
      violations.add(new Violation.WrongAnswer("the node ended by itself"));
    }
    load.expectDeath();
    node.kill();
    kills++;
    load.join().forEach(e -> violations.add(new Violation.WrongAnswer(e.toString())));
    return millis + " ms";
  }

  /** Waits for an acknowledgement from a node that is expected to lie; false if it ended. */
  private boolean answers(NodeProcess node, int known) {
    long deadline = System.nanoTime() + ANSWER_LIMIT.toNanos();
    while (living != NodeMain.class
        && history.acknowledged().size() == known
        && System.nanoTime() < deadline) {
      if (!node.survives(Duration.ofMillis(50))) {
        return false;
      }
    }
    return true;
  }

  /** Starts a node and kills it before it is ready, or soon after; yields how long it lived. */
  private String killStart(Path data) {
    long usual = readyMillis.isEmpty() ? LATEST_MILLIS : readyMillis.getLast();
    int millis = random.nextInt((int) usual + 1);
    Process process = NodeProcess.launch(NodeMain.class, data, errors());
    try {
      if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
        violations.add(new Violation.NoStart("it ended with exit code " + process.exitValue()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      NodeProcess.kill(process);
      kills++;
    }
    return millis + " ms";
  }

  /** Holds what the dead node left to the checkpoints it had answered. */
  private void mark() {
    try {
      Optional<Checkpoint> mark =
          new HighWater(data().resolve("high-water"))
              .read()
              .map(m -> new Checkpoint(m.origin(), m.size(), m.root()));
      HistoryChecker.marked(history, mark).ifPresent(violations::add);
      mark.ifPresent(history::answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void verify(
      NodeProcess node, String token, JsonObject tenant, Map<Item, ItemState> fresh) {
    Operator operator = new Operator(node.http(), token);
    releaseAgain(
        new Recipient(node.http(), tenant, history), fresh, Observed.items(operator, "acme"));
    Observed observed = Observed.of(operator, "acme");
    violations.addAll(HistoryChecker.check(history, observed));
    violations.addAll(HistoryChecker.audit(observed, tenant));
    history.settle(observed.items());
  }

  /** Every key of the life that ended is released as the node shows it. */
  private void releaseAgain(
      Recipient recipient, Map<Item, ItemState> fresh, Map<Item, ItemState> shown) {
    for (Item item : fresh.keySet()) {
      ItemState state = shown.get(item);
      if (item.kind() == Item.Kind.KEY && state != null) {
        try {
          recipient.release(item.name(), state, Kem.X25519);
        } catch (AssertionError e) {
          violations.add(new Violation.WrongAnswer(item.name() + ": " + e.getMessage()));
        }
      }
    }
  }
}
