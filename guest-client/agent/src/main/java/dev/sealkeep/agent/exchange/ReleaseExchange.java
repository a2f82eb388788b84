package dev.sealkeep.agent.exchange;

import dev.sealkeep.agent.configuration.GuestConfiguration;
import dev.sealkeep.agent.exchange.Step.Done;
import dev.sealkeep.agent.exchange.Step.Drop;
import dev.sealkeep.agent.exchange.Step.Postpone;
import dev.sealkeep.agent.exchange.Step.Retry;
import dev.sealkeep.agent.exchange.Step.Shed;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a key: races the endpoints, again and again with growing pauses, until one releases or
 * denies, none is left to trust, or the deadline is near. An instance serves one run.
 */
public final class ReleaseExchange {
  /**
   * How old a challenge may be in a request that is sent again. It is good for two minutes; what is
   * left of them is for the endpoint to decide.
   */
  public static final Duration FRESH = Duration.ofMinutes(1);

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);

  /** The code that devices give for this (docs/reference/guest.md). */
  private static final String ABSENT = "device.absent";

  private static final Duration LEAST_TIMEOUT = Duration.ofMillis(1);

  private final GuestConfiguration configuration;
  private final Wanted wanted;
  private final EvidenceChoice evidence;
  private final EscrowClient client;
  private final SecureRandom random;
  private final Timing timing;
  private final long deadlineNanos;
  private final Lock device = new ReentrantLock();
  private final List<Candidate> candidates = new ArrayList<>();

  /** What an endpoint has shed; any that has the same log can be sent it. */
  private final AtomicReference<@Nullable PendingRequest> shed = new AtomicReference<>();

  /** Set once an endpoint is known to be there. */
  private final AtomicReference<@Nullable GetOutcome> postponed = new AtomicReference<>();

  private Optional<GetOutcome> distrust = Optional.empty();
  private String lastDetail = "no endpoint was asked";

  /**
   * Makes an exchange whose deadline starts to run now.
   *
   * @param wanted the purpose and the version of the key
   */
  public ReleaseExchange(
      GuestConfiguration configuration,
      Wanted wanted,
      EvidenceChoice evidence,
      EscrowClient client,
      SecureRandom random,
      Timing timing) {
    this.configuration = configuration;
    this.wanted = wanted;
    this.evidence = evidence;
    this.client = client;
    this.random = random;
    this.timing = timing;
    long now = timing.nanoTime();
    this.deadlineNanos = now + configuration.deadline().toNanos();
    configuration.endpoints().forEach(uri -> candidates.add(new Candidate(uri, now)));
  }

  /** An endpoint that may still be asked, and when. */
  private record Candidate(URI endpoint, long notBeforeNanos) {}

  /** Runs until there is an outcome. */
  public GetOutcome run() throws InterruptedException {
    if (evidence.devices().isEmpty()) {
      return new GetOutcome.NoEvidence(
          "no device here can vouch for this guest as `technologies` wants it: %s (%s)\n%s"
              .formatted(
                  String.join("; ", evidence.absences()),
                  ABSENT,
                  "Check `technologies`, the devices' paths, and that this is a confidential VM."));
    }
    try {
      return fetch();
    } finally {
      keep(null);
    }
  }

  private GetOutcome fetch() throws InterruptedException {
    Backoff backoff = new Backoff(random);
    while (true) {
      Optional<GetOutcome> outcome = round();
      if (outcome.isPresent()) {
        return outcome.get();
      }
      Duration pause = longer(backoff.next(), untilNextCandidate());
      if (candidates.isEmpty() || pause.compareTo(remaining()) >= 0) {
        return distrust
            .or(() -> Optional.ofNullable(postponed.get()))
            .orElseGet(() -> new GetOutcome.Unreachable(lastDetail));
      }
      timing.pause(pause);
    }
  }

  /** Asks each endpoint that may be asked now once. */
  private Optional<GetOutcome> round() throws InterruptedException {
    long now = timing.nanoTime();
    List<URI> due =
        candidates.stream()
            .filter(candidate -> candidate.notBeforeNanos() - now <= 0)
            .map(Candidate::endpoint)
            .toList();
    return new EndpointRace(timing, this::remaining, this::attempt).run(due, this::setBack);
  }

  private void setBack(URI endpoint, Step step) {
    switch (step) {
      case Done done -> throw new IllegalArgumentException("no setback: " + done);
      case Drop(String code, String detail) -> {
        candidates.removeIf(candidate -> candidate.endpoint().equals(endpoint));
        distrust = distrust.or(() -> Optional.of(new GetOutcome.Untrusted(code, detail)));
      }
      case Postpone(String detail, Duration delay) -> {
        there(detail);
        askAgain(endpoint, delay);
      }
      case Retry(String detail, Duration delay) -> {
        lastDetail = detail;
        askAgain(endpoint, delay);
      }
      case Shed(String detail, Duration delay, PendingRequest request) -> {
        lastDetail = detail;
        keep(request);
        askAgain(endpoint, delay);
      }
    }
  }

  private void there(String detail) {
    postponed.compareAndSet(null, new GetOutcome.Postponed(detail));
  }

  private void keep(@Nullable PendingRequest request) {
    PendingRequest before = shed.getAndSet(request);
    if (before != null) {
      before.close();
    }
  }

  private void askAgain(URI endpoint, Duration delay) {
    Candidate later = new Candidate(endpoint, timing.nanoTime() + delay.toNanos());
    candidates.replaceAll(candidate -> candidate.endpoint().equals(endpoint) ? later : candidate);
  }

  private Step attempt(URI endpoint, Runnable challenged) throws InterruptedException {
    SingleExchange exchange =
        new SingleExchange(
            configuration,
            wanted,
            evidence,
            client,
            random,
            endpoint,
            this::patience,
            timing,
            device,
            challenged,
            this::there);
    PendingRequest pending = shed.getAndSet(null);
    return pending == null ? exchange.run() : exchange.again(pending);
  }

  private Duration patience() {
    Duration remaining = remaining();
    Duration patience = remaining.compareTo(REQUEST_TIMEOUT) < 0 ? remaining : REQUEST_TIMEOUT;
    return longer(patience, LEAST_TIMEOUT);
  }

  private Duration remaining() {
    return Duration.ofNanos(deadlineNanos - timing.nanoTime());
  }

  private Duration untilNextCandidate() {
    long now = timing.nanoTime();
    return Duration.ofNanos(
        candidates.stream().mapToLong(c -> c.notBeforeNanos() - now).min().orElse(0));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
