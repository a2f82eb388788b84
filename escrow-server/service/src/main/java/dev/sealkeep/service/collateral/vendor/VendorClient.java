package dev.sealkeep.service.collateral.vendor;

import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Received;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;

/**
 * Asks vendors for items. A request that fails for now is repeated at most {@value #ATTEMPTS} times
 * in all, after a wait drawn evenly from zero to a limit that doubles (full jitter), within a
 * deadline. Retry-After is obeyed, for every item of that vendor. After many failures in a row the
 * vendor is left alone for a while. Neither blocks nor throws.
 */
public final class VendorClient {
  static final int ATTEMPTS = 4;
  static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Duration FIRST_WAIT = Duration.ofMillis(250);
  private static final Duration LONGEST_PATIENCE = Duration.ofHours(1);
  private static final Duration UNSAID_PATIENCE = Duration.ofSeconds(5);

  private final Map<Vendor, URI> bases;
  private final Transport transport;
  private final Alarm alarm;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Observer observer;
  private final Map<Vendor, VendorRest> rests = new EnumMap<>(Vendor.class);

  /** Hears of each request. */
  public interface Observer {
    /** A request for {@code id} ended so. */
    void asked(CollateralId id, FetchOutcome outcome);
  }

  /**
   * A client of these services; a vendor without a base is not asked.
   *
   * @param bases http or https URLs without a query and without a slash at the end
   */
  public VendorClient(
      Map<Vendor, URI> bases,
      Transport transport,
      Alarm alarm,
      InstantSource clock,
      RandomGenerator random,
      Observer observer) {
    this.bases = Map.copyOf(bases);
    this.transport = transport;
    this.alarm = alarm;
    this.clock = clock;
    this.random = random;
    this.observer = observer;
    for (Vendor vendor : Vendor.values()) {
      rests.put(vendor, new VendorRest());
    }
  }

  /** Whether this vendor is asked at all. */
  public boolean asks(Vendor vendor) {
    return bases.containsKey(vendor);
  }

  /** Whether this vendor is left alone at the moment. */
  public boolean rests(Vendor vendor) {
    return rest(vendor).lasts(clock.instant());
  }

  private VendorRest rest(Vendor vendor) {
    VendorRest rest = rests.get(vendor);
    if (rest == null) {
      throw new IllegalStateException("no state of " + vendor);
    }
    return rest;
  }

  /** Asks for an item; the future never fails. */
  public CompletableFuture<FetchOutcome> fetch(CollateralId id) {
    VendorPaths.Target target = VendorPaths.of(id);
    URI base = bases.get(target.vendor());
    if (base == null) {
      return CompletableFuture.completedFuture(new FetchOutcome.Failed(FetchFault.OFF));
    }
    Fetch fetch = new Fetch(id, target.vendor(), uri(base, id, target));
    fetch.attempt(1, FetchFault.PAUSED);
    return fetch.result;
  }

  /** Intel has its root's list on a host of its own; a PCCS has it beside the rest. */
  private static URI uri(URI base, CollateralId id, VendorPaths.Target target) {
    if (id instanceof CollateralId.IntelRootRevocationList) {
      return base.toString().equals(Vendor.INTEL.home())
          ? URI.create(VendorPaths.INTEL_ROOT_LIST_HOME + target.path())
          : URI.create(base + VendorPaths.PCCS_ROOT_LIST);
    }
    return URI.create(base + target.text());
  }

  /** One item on its way. */
  private final class Fetch {
    private final CollateralId id;
    private final VendorRest rest;
    private final URI uri;
    private final Instant deadline = clock.instant().plus(DEADLINE);
    private final CompletableFuture<FetchOutcome> result = new CompletableFuture<>();

    Fetch(CollateralId id, Vendor vendor, URI uri) {
      this.id = id;
      this.rest = rest(vendor);
      this.uri = uri;
    }

    /**
     * Asks, unless the vendor rests.
     *
     * @param otherwise what is then said: why the last attempt failed tells more than the rest
     */
    void attempt(int number, FetchFault otherwise) {
      if (rest.lasts(clock.instant())) {
        result.complete(new FetchOutcome.Failed(otherwise));
        return;
      }
      CompletableFuture<?> _ =
          transport
              .get(uri, PublishedItem.maxBytes(id))
              .handle(
                  (answer, failure) -> {
                    if (failure == null) {
                      conclude(number, read(answer), patience(answer));
                    } else {
                      conclude(number, new FetchOutcome.Failed(faultOf(failure)), Optional.empty());
                    }
                    return true;
                  })
              .exceptionally(
                  defect -> result.complete(new FetchOutcome.Failed(FetchFault.UNREACHABLE)));
    }

    private FetchOutcome read(Transport.Answer answer) {
      int status = answer.status();
      if (status == 200) {
        return item(answer);
      }
      if (status == 404 || status == 410) {
        return new FetchOutcome.Absent();
      }
      if (status == 429) {
        return new FetchOutcome.Failed(FetchFault.THROTTLED);
      }
      return new FetchOutcome.Failed(
          status >= 500 ? FetchFault.SERVER_ERROR : FetchFault.OTHER_STATUS);
    }

    private FetchOutcome item(Transport.Answer answer) {
      String chain =
          PublishedItem.chainHeader(id)
              .flatMap(name -> answer.header(name.toLowerCase(Locale.ROOT)))
              .orElse("");
      Received received =
          new Received(answer.body(), answer.header("content-type").orElse(""), chain);
      return PublishedItem.parse(id, received, clock.instant(), PublishedItem.Source.VENDOR)
          .<FetchOutcome>map(FetchOutcome.Found::new)
          .orElseGet(() -> new FetchOutcome.Failed(FetchFault.WRONG_CONTENT));
    }

    private void conclude(int number, FetchOutcome outcome, Optional<Duration> patience) {
      Instant now = clock.instant();
      observer.asked(id, outcome);
      switch (outcome) {
        case FetchOutcome.Found found -> rest.answered();
        case FetchOutcome.Absent absent -> rest.answered();
        case FetchOutcome.Failed(FetchFault fault) -> {
          if (patience.isPresent()) {
            rest.asked(now, patience.get());
          } else {
            rest.failed(now);
          }
          if (fault.worthRetrying() && number < ATTEMPTS) {
            retry(number, fault, wait(number, patience), now);
            return;
          }
        }
      }
      result.complete(outcome);
    }

    private void retry(int number, FetchFault fault, Duration wait, Instant now) {
      if (now.plus(wait).isBefore(deadline)) {
        alarm.after(wait, () -> attempt(number + 1, fault));
      } else {
        result.complete(new FetchOutcome.Failed(fault));
      }
    }

    /** A vendor that asked for patience is asked again a little after its time, not before. */
    private Duration wait(int number, Optional<Duration> patience) {
      Duration limit = FIRST_WAIT.multipliedBy(1L << number);
      Duration jitter = Duration.ofMillis(random.nextLong(limit.toMillis() + 1));
      return patience.map(jitter::plus).orElse(jitter);
    }
  }

  private static FetchFault faultOf(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof Transport.TransportException known
        ? known.fault()
        : FetchFault.UNREACHABLE;
  }

  /** Retry-After in seconds (RFC 9110, 10.2.3) of an answer that may carry it; dates are rare. */
  private static Optional<Duration> patience(Transport.Answer answer) {
    if (answer.status() != 429 && answer.status() != 503) {
      return Optional.empty();
    }
    Optional<Duration> asked =
        answer
            .header("retry-after")
            .filter(value -> value.matches("[0-9]{1,9}"))
            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
            .map(
                patience -> patience.compareTo(LONGEST_PATIENCE) > 0 ? LONGEST_PATIENCE : patience);
    return answer.status() == 429 ? asked.or(() -> Optional.of(UNSAID_PATIENCE)) : asked;
  }
}
