package dev.sealkeep.service.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;

/**
 * Bounds the answers that are written and that their clients do not take. HTTP/2 lets a client ask
 * for many and open no window for any (RFC 9113, section 6.9), so that they stay in memory; one of
 * HTTP/1.1 may read nothing. When they have more bytes than they may, the connection of the oldest
 * is closed, for whoever reads has taken his long before. The newest goes out in any case.
 *
 * <p>One for each event loop, and used on it alone.
 */
public final class UnsentAnswers {
  /** What an answer costs beside its body's bytes. */
  private static final int OVERHEAD_BYTES = 4 << 10;

  private static final String KEY = UnsentAnswers.class.getName();

  private final LinkedHashSet<Answer> unsent = new LinkedHashSet<>();
  private final long limit;
  private final Runnable refused;
  private long bytes;

  /**
   * None yet.
   *
   * @param limit how many bytes they may have, beside those of the newest
   * @param refused is told when a connection is closed
   */
  public UnsentAnswers(long limit, Runnable refused) {
    this.limit = limit;
    this.refused = refused;
  }

  /** An answer that has not gone out; two are never the same. */
  private static final class Answer {
    private final HttpConnection connection;
    private final long bytes;

    Answer(HttpConnection connection, long bytes) {
      this.connection = connection;
      this.bytes = bytes;
    }
  }

  /** Has the answer to a request counted here; to go before whatever answers it. */
  public void watch(RoutingContext context) {
    context.put(KEY, this);
  }

  /** Ends the response with its body. */
  public static void end(RoutingContext context, Buffer body) {
    UnsentAnswers answers = context.get(KEY);
    if (answers == null) {
      var _ = context.response().end(body);
    } else {
      answers.send(context.request().connection(), context.response(), body);
    }
  }

  private void send(HttpConnection connection, HttpServerResponse response, Buffer body) {
    Answer answer = new Answer(connection, OVERHEAD_BYTES + body.length());
    while (!unsent.isEmpty() && bytes + answer.bytes > limit) {
      Answer oldest = unsent.getFirst();
      forget(oldest);
      refused.run();
      var _ = oldest.connection.close();
    }
    unsent.add(answer);
    bytes += answer.bytes;
    var _ = response.end(body).onComplete(sent -> forget(answer));
  }

  private void forget(Answer answer) {
    if (unsent.remove(answer)) {
      bytes -= answer.bytes;
    }
  }

  /** Bytes that are counted now. */
  public long bytes() {
    return bytes;
  }
}
