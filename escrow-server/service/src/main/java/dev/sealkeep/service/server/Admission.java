package dev.sealkeep.service.server;

import dev.sealkeep.service.admission.AdmissionMeters;
import dev.sealkeep.service.admission.BodyBudget;
import dev.sealkeep.service.admission.BodyReader;
import dev.sealkeep.service.admission.ConnectionCounts;
import dev.sealkeep.service.admission.FairLimit;
import dev.sealkeep.service.admission.Overload;
import dev.sealkeep.service.admission.Refusal;
import dev.sealkeep.service.admission.RetryAfter;
import dev.sealkeep.service.admission.ServicePace;
import dev.sealkeep.service.admission.WaitCount;
import dev.sealkeep.service.configuration.LoadLimits;
import dev.sealkeep.service.metrics.EscrowMeters;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The limits of one node. What guests do and what administrators do have limits of their own, so
 * that no storm of releases stands in the way of a revocation.
 *
 * @param releases for releases and activations
 * @param collateralWaits for releases that wait for a vendor
 * @param administration for administrative calls
 * @param guestBodies for the bodies of releases and activations
 * @param challengeBodies for those of challenges
 * @param adminBodies for those of administrative calls
 */
record Admission(
    LoadLimits limits,
    FairLimit releases,
    WaitCount collateralWaits,
    FairLimit administration,
    BodyBudget guestBodies,
    BodyBudget challengeBodies,
    BodyBudget adminBodies,
    ConnectionCounts connections,
    RetryAfter retryAfter,
    AdmissionMeters meters) {
  /** Releases or calls that a processor serves in a second, until that has been measured. */
  private static final double FIRST_PACE = 250;

  private static final int ADMIN_CALLS = 16;
  private static final int ADMIN_QUEUE = 256;

  /** Room for the largest reference set, 8 MiB, and then some. */
  private static final long LEAST_ADMIN_BYTES = 12L << 20;

  static Admission of(LoadLimits limits, int queue, EscrowMeters meters) {
    AdmissionMeters counted = new AdmissionMeters(meters.registry());
    ServicePace releasesPace = firstPace();
    ServicePace administrationPace = firstPace();
    RetryAfter retryAfter = lineOfReturns(releasesPace);
    Overload releases =
        new Overload(retryAfter, counted, Refusal.QUEUE_FULL, Refusal.QUEUE_DEADLINE);
    Overload waits =
        new Overload(retryAfter, counted, Refusal.COLLATERAL_FULL, Refusal.COLLATERAL_FULL);
    Overload administration =
        new Overload(
            lineOfReturns(administrationPace),
            counted,
            Refusal.ADMINISTRATION_FULL,
            Refusal.ADMINISTRATION_FULL);
    long patience = limits.queueDeadline().toNanos();
    Admission admission =
        new Admission(
            limits,
            new FairLimit(
                limits.releasesAtOnce(), queue, patience, System::nanoTime, releasesPace, releases),
            new WaitCount(queue, waits::full),
            new FairLimit(
                ADMIN_CALLS,
                ADMIN_QUEUE,
                patience,
                System::nanoTime,
                administrationPace,
                administration),
            new BodyBudget(limits.bodyBytes()),
            new BodyBudget(limits.bodyBytes() / 16),
            new BodyBudget(Math.max(limits.bodyBytes() / 2, LEAST_ADMIN_BYTES)),
            new ConnectionCounts(limits.connections(), limits.connectionsPerAddress()),
            retryAfter,
            counted);
    admission.watch(meters);
    return admission;
  }

  private static ServicePace firstPace() {
    return new ServicePace(
        FIRST_PACE * Runtime.getRuntime().availableProcessors(), System::nanoTime);
  }

  private static RetryAfter lineOfReturns(ServicePace pace) {
    return new RetryAfter(pace, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
  }

  private void watch(EscrowMeters meters) {
    meters.gauge("sealkeep.release.waiting", "Releases that wait for a permit", releases::waiting);
    meters.gauge(
        "sealkeep.release.running",
        "Releases in progress",
        () -> limits.releasesAtOnce() - releases.free());
    meters.gauge(
        "sealkeep.body.bytes",
        "Bytes of bodies in memory",
        () -> guestBodies.used() + challengeBodies.used() + adminBodies.used());
    meters.gauge("sealkeep.connections", "Open connections", connections::open);
  }

  /** A reader for one event loop. */
  BodyReader bodyReader() {
    return new BodyReader(limits.bodyDeadline(), System::nanoTime, retryAfter, meters);
  }

  /** Refuses those who have waited too long; to be called a few times a second. */
  void expire() {
    releases.expire();
    administration.expire();
  }
}
