package dev.sealkeep.agent.exchange;

import dev.sealkeep.agent.exchange.HttpOutcome.Answered;
import dev.sealkeep.agent.exchange.HttpOutcome.Refused;
import dev.sealkeep.agent.exchange.HttpOutcome.Unreachable;
import java.io.EOFException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Posts JSON over TLS 1.3 to endpoints whose certificate chains to the given context's anchors and
 * names their host. Follows no redirect, uses no proxy, and takes in at most a set number of bytes.
 */
public final class EscrowClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

  /**
   * Java makes a key pair of the first Montgomery curve and one of the first NIST curve for each
   * connection; one of P-384 is there long before P-256's first is. A server with neither gets the
   * next by a HelloRetryRequest.
   */
  private static final String[] NAMED_GROUPS = {"x25519", "secp384r1", "secp256r1", "x448"};

  private final HttpClient http;
  private final int maxAnswerBytes;

  /** Makes a client with the trust anchors of {@code tls}. */
  public EscrowClient(SSLContext tls, int maxAnswerBytes) {
    this.maxAnswerBytes = maxAnswerBytes;
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setNamedGroups(NAMED_GROUPS);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT_TIMEOUT)
            .sslContext(tls)
            .sslParameters(parameters)
            .build();
  }

  /** Posts a body and waits at most {@code timeout} for the whole answer. */
  HttpOutcome post(URI endpoint, String path, byte[] body, Duration timeout)
      throws InterruptedException {
    return send(endpoint, path, body, timeout).await();
  }

  /** Begins to post a body, so that something else can be done meanwhile. */
  Sent send(URI endpoint, String path, byte[] body, Duration timeout) {
    HttpRequest request =
        HttpRequest.newBuilder(resolve(endpoint, path))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, application/problem+json")
            .timeout(timeout)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    long limitNanos = System.nanoTime() + timeout.toNanos();
    return new Sent(
        http.sendAsync(request, head -> new BoundedBody(maxAnswerBytes)), timeout, limitNanos);
  }

  /** A request on its way. */
  final class Sent {
    private final CompletableFuture<HttpResponse<Optional<byte[]>>> answer;
    private final Duration timeout;
    private final long limitNanos;

    private Sent(
        CompletableFuture<HttpResponse<Optional<byte[]>>> answer,
        Duration timeout,
        long limitNanos) {
      this.answer = answer;
      this.timeout = timeout;
      this.limitNanos = limitNanos;
    }

    /** Waits for the whole answer, at most until {@code timeout} after the request was sent. */
    HttpOutcome await() throws InterruptedException {
      try {
        // The request's own timeout ends with the answer's head; this one includes its body.
        return outcome(answer.get(limitNanos - System.nanoTime(), TimeUnit.NANOSECONDS));
      } catch (TimeoutException late) {
        answer.cancel(true);
        return new Unreachable("no answer within " + timeout.toMillis() + " ms");
      } catch (ExecutionException failed) {
        return failure(failed.getCause());
      }
    }
  }

  private static URI resolve(URI endpoint, String path) {
    String base = endpoint.toString();
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }

  private HttpOutcome outcome(HttpResponse<Optional<byte[]>> response) {
    Optional<byte[]> body = response.body();
    if (body.isEmpty()) {
      return new Refused(
          ExchangeFault.ANSWER_TOO_LARGE, "the answer exceeds " + maxAnswerBytes + " bytes");
    }
    Optional<Duration> retryAfter =
        response.headers().firstValue("Retry-After").flatMap(EscrowClient::seconds);
    return new Answered(response.statusCode(), body.get(), retryAfter);
  }

  /** The form in seconds; a date would need a clock that this early in boot may be wrong. */
  private static Optional<Duration> seconds(String value) {
    if (value.isEmpty()
        || value.length() > 6
        || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    Duration wait = Duration.ofSeconds(Integer.parseInt(value));
    return Optional.of(wait.compareTo(LONGEST_RETRY_AFTER) < 0 ? wait : LONGEST_RETRY_AFTER);
  }

  /**
   * Tells a peer that is not there from one that is not trusted. A connection that breaks during
   * the handshake is absence; any other failure of TLS is distrust.
   */
  private static HttpOutcome failure(@Nullable Throwable error) {
    boolean tls = false;
    boolean broken = false;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof CertPathValidatorException) {
        return new Refused(ExchangeFault.TLS_UNTRUSTED, "its certificate is not trusted");
      }
      tls |= cause instanceof SSLException;
      broken |= cause instanceof EOFException || cause instanceof SocketException;
    }
    if (tls && !broken) {
      return new Refused(ExchangeFault.TLS_UNTRUSTED, "TLS 1.3 could not be agreed on");
    }
    return new Unreachable(
        error == null ? "no connection" : "no connection: " + error.getClass().getSimpleName());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
