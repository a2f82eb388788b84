package dev.sealkeep.service.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The meters of the service; those of a part of it are registered here by the part. Labels are
 * enumerations, so their number is bounded whatever guests send.
 */
public final class EscrowMeters implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
  private final Map<Outcome, Timer> latencies = new EnumMap<>(Outcome.class);
  private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
  private final DistributionSummary batches;
  private final Timer commits;
  private final AtomicInteger writerStopped = new AtomicInteger();
  private final JvmGcMetrics garbage = new JvmGcMetrics();

  /** How a release request ended. */
  public enum Outcome {
    /** The key was released. */
    RELEASED,
    /** A machine was told whether its next boot will be given the key. */
    PREFLIGHT,
    /** Verified evidence was refused. */
    DENIED,
    /** The evidence did not verify. */
    UNVERIFIED,
    /** The request never came to a decision: malformed, expired, spent. */
    REFUSED,
    /** The server shed load, could not commit, or waits for a vendor. */
    UNAVAILABLE,
    /** The answer came too late after its commit and was dropped. */
    DROPPED
  }

  /** The steps of a release that are timed. */
  public enum Stage {
    /** Verifying evidence. */
    VERIFY,
    /** Reading state and evaluating the policy. */
    EVALUATE,
    /** Unwrapping the key and sealing it to the recipient. */
    SEAL,
    /** From submission to the signed checkpoint. */
    COMMIT
  }

  /** Makes the meters. */
  public EscrowMeters() {
    for (Outcome outcome : Outcome.values()) {
      String label = outcome.name().toLowerCase(java.util.Locale.ROOT);
      outcomes.put(
          outcome,
          Counter.builder("sealkeep.release.requests")
              .description("Release requests by how they ended")
              .tag("outcome", label)
              .register(registry));
      latencies.put(
          outcome,
          Timer.builder("sealkeep.release.latency")
              .description("Time from a request's last byte to its answer")
              .tag("outcome", label)
              .publishPercentileHistogram()
              .minimumExpectedValue(Duration.ofMillis(1))
              .maximumExpectedValue(Duration.ofSeconds(10))
              .register(registry));
    }
    for (Stage stage : Stage.values()) {
      stages.put(
          stage,
          Timer.builder("sealkeep.release.stage")
              .description("Time in each step of a release")
              .tag("stage", stage.name().toLowerCase(java.util.Locale.ROOT))
              .register(registry));
    }
    batches =
        DistributionSummary.builder("sealkeep.commit.batch")
            .description("Members in a log transaction")
            .register(registry);
    commits =
        Timer.builder("sealkeep.commit")
            .description("Time of a log transaction, to its signed checkpoint")
            .register(registry);
    Gauge.builder("sealkeep.log.writer.stopped", writerStopped, AtomicInteger::get)
        .description("1 once the log writer has stopped for good")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    garbage.bindTo(registry);
  }

  /** Counts how a request ended. */
  public void ended(Outcome outcome, Duration took) {
    counter(outcome).increment();
    Timer timer = latencies.get(outcome);
    if (timer != null) {
      timer.record(took);
    }
  }

  private Counter counter(Outcome outcome) {
    Counter counter = outcomes.get(outcome);
    if (counter == null) {
      throw new IllegalStateException("no counter for " + outcome);
    }
    return counter;
  }

  /** Times a step. */
  public void stage(Stage stage, long nanos) {
    Timer timer = stages.get(stage);
    if (timer != null) {
      timer.record(Duration.ofNanos(nanos));
    }
  }

  /**
   * Counts a transaction.
   *
   * @param members how many it had
   * @param took from taking them to the signed checkpoint
   */
  public void batch(int members, Duration took) {
    batches.record(members);
    commits.record(took);
  }

  /** Notes that the log writer has stopped. */
  public void writerStopped() {
    writerStopped.set(1);
  }

  /** Watches a number. */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  /** Where other packages register theirs. */
  public MeterRegistry registry() {
    return registry;
  }

  /** The exposition format. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    garbage.close();
    registry.close();
  }
}
