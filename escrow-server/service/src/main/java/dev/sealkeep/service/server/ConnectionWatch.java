package dev.sealkeep.service.server;

import dev.sealkeep.service.admission.AdmissionMeters;
import dev.sealkeep.service.admission.Refusal;
import dev.sealkeep.service.configuration.LoadLimits;
import dev.sealkeep.service.http.UnsentAnswers;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Closes the connections of one event loop that bring no request: a new one until the end of the
 * first request's headers, a kept one until the end of the next one's, however slowly their bytes
 * trickle in, or whose answers take too much room since nobody reads them. What a request takes
 * from then on is for the deadlines of bodies and requests. Used on its event loop alone.
 */
final class ConnectionWatch {
  private final Map<HttpConnection, Watched> open = new HashMap<>();
  private final LoadLimits limits;
  private final LongSupplier nanos;
  private final AdmissionMeters meters;
  private final UnsentAnswers answers;

  /** What is known of a connection. */
  private static final class Watched {
    private int inProgress;
    private boolean served;
    private long idleSince;

    Watched(long now) {
      this.idleSince = now;
    }
  }

  ConnectionWatch(LoadLimits limits, LongSupplier nanos, AdmissionMeters meters) {
    this.limits = limits;
    this.nanos = nanos;
    this.meters = meters;
    this.answers =
        new UnsentAnswers(
            limits.bodyBytes() / 2 / Runtime.getRuntime().availableProcessors(),
            () -> meters.refused(Refusal.ANSWERS_UNREAD));
  }

  void opened(HttpConnection connection) {
    open.put(connection, new Watched(nanos.getAsLong()));
    connection.closeHandler(closed -> open.remove(connection));
  }

  /** Goes before every other handler. */
  void request(RoutingContext request) {
    answers.watch(request);
    Watched watched = open.get(request.request().connection());
    if (watched != null) {
      watched.inProgress++;
      watched.served = true;
      request.addEndHandler(
          answered -> {
            watched.inProgress--;
            watched.idleSince = nanos.getAsLong();
          });
    }
    request.next();
  }

  /** Closes those whose time is over; to be called a few times a second. */
  void expire() {
    long now = nanos.getAsLong();
    for (Map.Entry<HttpConnection, Watched> entry : List.copyOf(open.entrySet())) {
      Watched watched = entry.getValue();
      long limit = (watched.served ? limits.keepAlive() : limits.headerDeadline()).toNanos();
      if (watched.inProgress == 0 && now - watched.idleSince > limit) {
        open.remove(entry.getKey());
        if (!watched.served) {
          meters.refused(Refusal.HEADER_DEADLINE);
        }
        entry.getKey().close();
      }
    }
  }
}
