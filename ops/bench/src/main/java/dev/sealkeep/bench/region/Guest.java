package dev.sealkeep.bench.region;

import dev.sealkeep.agent.exchange.Backoff;
import dev.sealkeep.agent.exchange.ReleaseExchange;
import dev.sealkeep.service.challenge.Challenge;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A virtual machine that wants its key. */
final class Guest {
  private final int number;
  private final Runnable nextAttempt;
  private double agentStarted;
  private int attempts;
  private boolean released;
  private @Nullable Backoff backoff;
  private @Nullable Node kept;

  /** When it got the challenge that its evidence is over; negative before. */
  private double challenged = -1;

  /**
   * A virtual machine.
   *
   * @param attempt has it try to get its key
   */
  Guest(int number, Consumer<Guest> attempt) {
    this.number = number;
    this.nextAttempt = () -> attempt.accept(this);
  }

  int number() {
    return number;
  }

  /** What happens after its agent's pause: always the same, for a million of them may wait. */
  Runnable nextAttempt() {
    return nextAttempt;
  }

  /** Its agent starts, with the shortest pause. */
  void start(double now) {
    agentStarted = now;
    backoff = null;
    forgetRequest();
  }

  double agentStarted() {
    return agentStarted;
  }

  /** Notes that it has a challenge, and makes evidence over it. */
  void challenged(double now) {
    challenged = now;
  }

  /** The next attempt begins with a challenge. */
  void forgetRequest() {
    challenged = -1;
  }

  /** Whether it still has a request that it can send again. */
  boolean hasRequest(double now) {
    return challenged >= 0 && now - challenged < ReleaseExchange.FRESH.toSeconds();
  }

  /** Whether its challenge may no longer be used. */
  boolean stale(double now) {
    return now - challenged > Challenge.LIFETIME.toSeconds();
  }

  /** Counts an attempt; yields how many came before. */
  int attempt() {
    return attempts++;
  }

  /** Keeps the connection to a node that has told it to come back. */
  void keep(Node node) {
    kept = node;
  }

  /** The node that a connection was kept to, for the next attempt. */
  Optional<Node> takeKept() {
    Optional<Node> taken = Optional.ofNullable(kept);
    kept = null;
    return taken;
  }

  /** The agent's next pause, in seconds. */
  double pause(RandomGenerator random) {
    if (backoff == null) {
      backoff = new Backoff(random);
    }
    return backoff.next().toMillis() / 1e3;
  }

  /**
   * Notes that it has its key.
   *
   * @throws IllegalStateException if it had it
   */
  void released() {
    if (released) {
      throw new IllegalStateException("guest " + number + " got its key twice");
    }
    released = true;
    backoff = null;
  }
}
