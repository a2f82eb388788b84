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
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Asks vendors for items. Requests wait in a line for each vendor and leave it at the pace that the
 * vendor takes, what many guests share before chips' own certificates. A request that fails for now
 * is repeated at most {@value #ATTEMPTS} times in all, after a wait drawn evenly from zero to a
 * limit that doubles (full jitter), within a deadline. Retry-After is obeyed, for every item of
 * that vendor: the line waits, or if it is long, is told to go. After many failures in a row the
 * vendor is left alone for a while. Neither blocks nor throws.
 */
public final class VendorClient {
  /** Requests that are on their way to a vendor at a time. */
  public static final int AT_ONCE = 8;

  static final int ATTEMPTS = 4;

  /** From the first request for an item to the last. */
  static final Duration DEADLINE = Duration.ofSeconds(20);

  /** A turn that comes later is of use to nobody. */
  static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

  private static final Duration FIRST_WAIT = Duration.ofMillis(250);
  private static final Duration LONGEST_PATIENCE = Duration.ofHours(1);
  private static final Duration UNSAID_PATIENCE = Duration.ofSeconds(5);

  private final Map<Vendor, URI> bases;
  private final Transport transport;
  private final Alarm alarm;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Observer observer;
  private final Map<Vendor, Service> services = new EnumMap<>(Vendor.class);

  /** What is known of one vendor's service, and who waits for it. */
  private record Service(VendorRest rest, VendorLine line) {}

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
      VendorRest rest = new VendorRest();
      services.put(vendor, new Service(rest, new VendorLine(rest, alarm, clock)));
    }
  }

  /** Whether this vendor is asked at all. */
  public boolean asks(Vendor vendor) {
    return bases.containsKey(vendor);
  }

  /**
   * How many wait for their turn at this vendor; where they are more than {@link #AT_ONCE}, a
   * newcomer's turn will not come soon.
   */
  public int waiting(Vendor vendor) {
    return service(vendor).line().waiting();
  }

  private Service service(Vendor vendor) {
    Service service = services.get(vendor);
    if (service == null) {
      throw new IllegalStateException("no state of " + vendor);
    }
    return service;
  }

  /** Asks for an item; the future never fails. */
  public CompletableFuture<FetchOutcome> fetch(CollateralId id) {
    return fetchUnless(id, () -> false);
  }

  /**
   * Asks for an item, unless nobody wants it any more when its turn comes; the future never fails.
   *
   * @param unwanted whether the item came from elsewhere meanwhile; must be quick
   */
  public CompletableFuture<FetchOutcome> fetchUnless(CollateralId id, BooleanSupplier unwanted) {
    VendorPaths.Target target = VendorPaths.of(id);
    URI base = bases.get(target.vendor());
    if (base == null) {
      return CompletableFuture.completedFuture(new FetchOutcome.Failed(FetchFault.OFF));
    }
    Fetch fetch = new Fetch(id, target.vendor(), uri(base, id, target), unwanted);
    fetch.join(!(id instanceof CollateralId.AmdVcek));
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

  /**
   * One request for an item.
   *
   * @param number from 1
   * @param started when its turn came
   * @param deadline of all of them
   */
  private record Attempt(int number, Instant started, Instant deadline) {}

  /** One item on its way. */
  private final class Fetch {
    private final CollateralId id;
    private final VendorRest rest;
    private final VendorLine line;
    private final URI uri;
    private final BooleanSupplier unwanted;
    private final Instant joined = clock.instant();
    private final CompletableFuture<FetchOutcome> result = new CompletableFuture<>();

    Fetch(CollateralId id, Vendor vendor, URI uri, BooleanSupplier unwanted) {
      this.id = id;
      this.rest = service(vendor).rest();
      this.line = service(vendor).line();
      this.uri = uri;
      this.unwanted = unwanted;
    }

    /**
     * Joins the line.
     *
     * @param first whether it goes to its head
     */
    void join(boolean first) {
      if (!line.join(this::begin, this::isNeedless, first)) {
        result.complete(new FetchOutcome.Failed(FetchFault.BUSY));
      }
    }

    private boolean isNeedless() {
      return unwanted.getAsBoolean() || clock.instant().isAfter(joined.plus(LONGEST_WAIT));
    }

    private void begin() {
      Instant now = clock.instant();
      ask(new Attempt(1, now, now.plus(DEADLINE)), FetchFault.PAUSED);
    }

    /**
     * Asks, unless the vendor rests or it is needless.
     *
     * @param otherwise what is then said: why the last attempt failed tells more than the rest
     */
    private void ask(Attempt attempt, FetchFault otherwise) {
      if (isNeedless()) {
        end(new FetchOutcome.Failed(FetchFault.BUSY));
        return;
      }
      if (rest.lasts(attempt.started())) {
        end(new FetchOutcome.Failed(otherwise));
        return;
      }
      CompletableFuture<?> _ =
          transport
              .get(uri, PublishedItem.maxBytes(id))
              .handle(
                  (answer, failure) -> {
                    if (failure == null) {
                      conclude(attempt, read(answer), patience(answer));
                    } else {
                      conclude(
                          attempt, new FetchOutcome.Failed(faultOf(failure)), Optional.empty());
                    }
                    return true;
                  })
              .exceptionally(
                  defect -> {
                    end(new FetchOutcome.Failed(FetchFault.UNREACHABLE));
                    return false;
                  });
    }

    /** It is no longer on its way. */
    private void end(FetchOutcome outcome) {
      line.ended();
      result.complete(outcome);
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

    private void conclude(Attempt attempt, FetchOutcome outcome, Optional<Duration> patience) {
      Instant now = clock.instant();
      observer.asked(id, outcome);
      switch (outcome) {
        case FetchOutcome.Found found -> answered(now);
        case FetchOutcome.Absent absent -> answered(now);
        case FetchOutcome.Failed(FetchFault fault) -> {
          if (patience.isPresent()) {
            refused(attempt, patience.get(), now);
          } else {
            rest.failed(now);
          }
          Duration wait = wait(attempt.number(), patience);
          if (fault.worthRetrying()
              && attempt.number() < ATTEMPTS
              && now.plus(wait).isBefore(attempt.deadline())) {
            line.ended();
            alarm.after(wait, () -> again(attempt, fault));
            return;
          }
        }
      }
      end(outcome);
    }

    private void answered(Instant now) {
      rest.answered();
      line.answered(now);
    }

    /** Who would have to wait longer than an item is worth need not begin to. */
    private void refused(Attempt attempt, Duration patience, Instant now) {
      line.refused(attempt.started(), now, patience);
      if (patience.compareTo(DEADLINE) >= 0) {
        rest.asked(now, patience);
      }
    }

    private void again(Attempt before, FetchFault fault) {
      Runnable ask =
          () -> ask(new Attempt(before.number() + 1, clock.instant(), before.deadline()), fault);
      if (!line.join(ask, this::isNeedless, true)) {
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
