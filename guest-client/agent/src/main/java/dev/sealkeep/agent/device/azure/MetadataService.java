package dev.sealkeep.agent.device.azure;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.report.TdQuote;
import dev.sealkeep.agent.exchange.BoundedBody;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.protocol.wire.JsonWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Azure's metadata service, at a link-local address of each VM: {@code POST /acc/tdquote} with
 * {@code {"report": …}}, a TDREPORT in base64url without padding, answers {@code {"quote": …}}.
 * Plain HTTP, no redirect, no proxy.
 *
 * @param base {@code http://169.254.169.254}, but for tests
 * @param timing the clock and the pauses between attempts
 * @param patience how long one attempt may take
 */
public record MetadataService(URI base, Timing timing, Duration patience) {
  /** How often a quote is asked for, while the service says that it may work later. */
  static final int ATTEMPTS = 4;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final String PATH = "/acc/tdquote";

  /** The service with the usual patience. */
  public MetadataService(URI base, Timing timing) {
    this(base, timing, PATIENCE);
  }

  /** An answer of which only what is needed was kept; empty if it was too long. */
  private record Answer(int status, Optional<byte[]> body) {
    boolean mayWorkLater() {
      return status == 410 || status == 429 || status >= 500;
    }
  }

  /**
   * Has a quote made of a report.
   *
   * @throws DeviceException {@link DeviceFault#METADATA_UNREACHABLE}, {@link
   *     DeviceFault#METADATA_REFUSED}, {@link DeviceFault#METADATA_MALFORMED}, or what {@link
   *     TdQuote#checked} finds
   */
  public byte[] quote(TdReport report) throws DeviceException {
    byte[] request = JsonWriter.object(out -> out.bytes("report", report.bytes()));
    Answer answer = answer(request);
    if (answer.status() != 200) {
      throw new DeviceException(
          DeviceFault.METADATA_REFUSED, "%s answered %d".formatted(where(), answer.status()));
    }
    byte[] quote =
        answer
            .body()
            .flatMap(QuoteAnswer::quote)
            .orElseThrow(
                () -> new DeviceException(DeviceFault.METADATA_MALFORMED, where().toString()));
    return TdQuote.checked(quote, report.reportData(), Path.of(PATH)).quote();
  }

  private URI where() {
    return base.resolve(PATH);
  }

  private Answer answer(byte[] request) throws DeviceException {
    try (HttpClient client = client()) {
      try {
        Answer answer = post(client, request);
        Duration pause = FIRST_PAUSE;
        for (int i = 1; i < ATTEMPTS && answer.mayWorkLater(); i++) {
          timing.pause(pause);
          pause = pause.multipliedBy(2);
          answer = post(client, request);
        }
        return answer;
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new DeviceException(DeviceFault.DEVICE_INTERRUPTED, where().toString(), interrupted);
      } finally {
        client.shutdownNow();
      }
    }
  }

  private static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(HttpClient.Builder.NO_PROXY)
        .connectTimeout(CONNECT_TIMEOUT)
        .build();
  }

  private Answer post(HttpClient client, byte[] body) throws DeviceException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(where())
            .header("Content-Type", "application/json")
            .timeout(patience)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    CompletableFuture<HttpResponse<Optional<byte[]>>> answer =
        client.sendAsync(request, head -> new BoundedBody(QuoteAnswer.MAX_BYTES));
    try {
      // The request's own timeout ends with the answer's head; this one includes its body.
      HttpResponse<Optional<byte[]>> response =
          answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(response.statusCode(), response.body());
    } catch (TimeoutException late) {
      answer.cancel(true);
      throw unreachable("no answer within %d ms".formatted(patience.toMillis()), late);
    } catch (ExecutionException failed) {
      throw unreachable(name(failed.getCause()), failed);
    }
  }

  private DeviceException unreachable(String why, Exception cause) {
    return new DeviceException(
        DeviceFault.METADATA_UNREACHABLE, "%s: %s".formatted(where(), why), cause);
  }

  private static String name(@Nullable Throwable error) {
    return error == null ? "no connection" : error.getClass().getSimpleName();
  }
}
