package dev.sealkeep.service.admission;

import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.Reply;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.function.LongSupplier;

/**
 * Reads bodies, and stops reading what is refused. A body over its path's limit is refused at its
 * Content-Length, before any of it is read, or with the chunk that passes the limit. A body counts
 * against a budget from its first byte to the request's answer. When the budget is used up, the
 * oldest body that has not arrived whole gives way if it has had time to; so slow bodies cannot
 * hold the budget against quick ones. A body that takes too long is refused too, and the connection
 * of each that is refused is closed.
 *
 * <p>One for each event loop, and used on it alone.
 */
public final class BodyReader {
  /** What a request costs beside its body's bytes. */
  private static final int OVERHEAD_BYTES = 4 << 10;

  /** A body that has been arriving for longer may have to give way. */
  private static final Duration SHELTERED = Duration.ofSeconds(1);

  private static final int MAX_PREALLOCATED_BYTES = 64 << 10;
  private static final String BODY = BodyReader.class.getName();

  private final LinkedHashSet<Arriving> arriving = new LinkedHashSet<>();
  private final Duration deadline;
  private final LongSupplier nanos;
  private final RetryAfter retryAfter;
  private final AdmissionMeters meters;

  /**
   * A reader.
   *
   * @param deadline how long a body may take; {@link #expire} enforces it
   * @param nanos a clock like {@link System#nanoTime()}
   */
  public BodyReader(
      Duration deadline, LongSupplier nanos, RetryAfter retryAfter, AdmissionMeters meters) {
    this.deadline = deadline;
    this.nanos = nanos;
    this.retryAfter = retryAfter;
    this.meters = meters;
  }

  /** Reads bodies of at most {@code limit} bytes at the expense of {@code budget}. */
  public Handler<RoutingContext> upTo(long limit, BodyBudget budget) {
    return context -> new Arriving(context, limit, budget).begin();
  }

  /** The body that was read; empty if the request had none. */
  public static byte[] of(RoutingContext context) {
    byte[] body = context.get(BODY);
    return body == null ? new byte[0] : body;
  }

  /** Refuses the bodies that take too long; to be called a few times a second. */
  public void expire() {
    long now = nanos.getAsLong();
    while (!arriving.isEmpty() && arriving.getFirst().since + deadline.toNanos() - now < 0) {
      arriving
          .getFirst()
          .refuse(
              Refusal.BODY_DEADLINE,
              Problem.of(Problem.Kind.DEADLINE, "The body took too long; try again."));
    }
  }

  /** Takes from the budget, if need be from bodies that have been arriving for long. */
  private boolean take(Arriving taker, long bytes) {
    if (taker.budget.take(bytes)) {
      return true;
    }
    long sheltered = nanos.getAsLong() - SHELTERED.toNanos();
    for (Iterator<Arriving> oldest = arriving.iterator(); oldest.hasNext(); ) {
      Arriving candidate = oldest.next();
      if (candidate.since - sheltered >= 0) {
        return false;
      }
      if (candidate.budget == taker.budget && candidate != taker) {
        oldest.remove();
        candidate.refuse(Refusal.BODIES_FULL, retryAfter.overloaded());
        if (taker.budget.take(bytes)) {
          return true;
        }
      }
    }
    return false;
  }

  /** A body on its way. */
  private final class Arriving {
    private final RoutingContext context;
    private final long limit;
    private final BodyBudget budget;
    private final long since = nanos.getAsLong();
    private Buffer read = Buffer.buffer();
    private long taken;
    private boolean over;

    Arriving(RoutingContext context, long limit, BodyBudget budget) {
      this.context = context;
      this.limit = limit;
      this.budget = budget;
    }

    void begin() {
      HttpServerRequest request = context.request();
      context.addEndHandler(answered -> end());
      long declared = declared(request);
      if (declared > limit) {
        tooLarge();
        return;
      }
      if (!charge(OVERHEAD_BYTES)) {
        return;
      }
      arriving.add(this);
      if (declared > 0) {
        read = Buffer.buffer((int) Math.min(declared, MAX_PREALLOCATED_BYTES));
      }
      request.exceptionHandler(this::broken).handler(this::chunk).endHandler(end -> whole());
      if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
        request.response().writeContinue();
      }
    }

    private void chunk(Buffer chunk) {
      if (over) {
        return;
      }
      if (read.length() + chunk.length() > limit) {
        tooLarge();
      } else if (charge(chunk.length())) {
        read.appendBuffer(chunk);
      }
    }

    private boolean charge(int bytes) {
      if (take(this, bytes)) {
        taken += bytes;
        return true;
      }
      refuse(Refusal.BODIES_FULL, retryAfter.overloaded());
      return false;
    }

    private void whole() {
      if (over) {
        return;
      }
      over = true;
      arriving.remove(this);
      context.put(BODY, read.getBytes());
      read = Buffer.buffer();
      context.next();
    }

    private void broken(Throwable failure) {
      if (over) {
        return;
      }
      end();
      context.fail(failure);
    }

    private void tooLarge() {
      refuse(
          Refusal.BODY_TOO_LARGE,
          Problem.of(Problem.Kind.TOO_LARGE, "The body is over this path's limit."));
    }

    void refuse(Refusal why, Problem problem) {
      meters.refused(why);
      end();
      Reply.unread(context, problem);
    }

    /** Forgets the body; the answer is out, or will be. */
    private void end() {
      over = true;
      arriving.remove(this);
      read = Buffer.buffer();
      budget.giveBack(taken);
      taken = 0;
    }
  }

  /** The Content-Length; 0 if there is none. What is no number never gets this far. */
  private static long declared(HttpServerRequest request) {
    String text = request.getHeader("content-length");
    try {
      return text == null ? 0 : Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
