package dev.sealkeep.cli.connection;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.json.Json;
import dev.sealkeep.cli.keyfile.BoundedFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends one request at a time to a server and returns its answer or fails with what the server, or
 * the lack of one, says. Every call ends within {@link #ANSWER}, and no answer has more than {@link
 * #MAX_ANSWER_BYTES}. Redirects are not followed and no proxy is used: the token goes to the server
 * that was named and to no other.
 */
public final class EscrowClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;
  private static final int MAX_TOKEN_BYTES = 4096;

  private final URI base;
  private final String authorization;
  private final HttpClient client;
  private final Duration answer;

  private EscrowClient(URI base, String authorization, HttpClient client, Duration answer) {
    this.base = base;
    this.authorization = authorization;
    this.client = client;
    this.answer = answer;
  }

  /** Reads the CA and token files and makes a client. */
  public static EscrowClient open(URI base, Path authority, Path tokenFile) {
    return open(base, authority, tokenFile, ANSWER);
  }

  static EscrowClient open(URI base, Path authority, Path tokenFile, Duration answer) {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT)
            .sslContext(PinnedTls.context(authority))
            .sslParameters(PinnedTls.parameters())
            .build();
    return new EscrowClient(base, "Bearer " + token(tokenFile), client, answer);
  }

  private static String token(Path file) {
    String token = BoundedFile.readText(file, MAX_TOKEN_BYTES, "the token file").strip();
    if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "the token file %s holds no token".formatted(file),
          "It must hold the token on one line and nothing else.");
    }
    return token;
  }

  /** Reads a resource as JSON. */
  public <T> T get(String path, Class<T> type) {
    return json(send("GET", path, BodyPublishers.noBody(), "application/json"), type);
  }

  /** Reads a resource as bytes. */
  public byte[] getBytes(String path) {
    return send("GET", path, BodyPublishers.noBody(), "application/octet-stream");
  }

  /** Reads a resource as text. */
  public String getText(String path) {
    return new String(getBytes(path), StandardCharsets.UTF_8);
  }

  /** Sends a JSON body, which may hold a secret: the bytes are wiped afterwards. */
  public <T> T post(String path, Object body, Class<T> type) {
    byte[] bytes = Json.bytes(body);
    try {
      BodyPublisher publisher = BodyPublishers.ofByteArray(bytes);
      return json(send("POST", path, publisher, "application/json"), type);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Sends text. */
  public <T> T putText(String path, String text, Class<T> type) {
    return json(
        send("PUT", path, BodyPublishers.ofString(text), "text/plain; charset=utf-8"), type);
  }

  private <T> T json(byte[] answer, Class<T> type) {
    try {
      return Json.read(answer, type)
          .orElseThrow(
              () ->
                  CommandFailure.of(
                      ExitCode.UNAVAILABLE,
                      "%s did not answer as a Sealkeep server does".formatted(base),
                      "Check --server, and that client and server have the same version."));
    } finally {
      // The answer to a tenant's creation holds its key.
      Arrays.fill(answer, (byte) 0);
    }
  }

  private byte[] send(String method, String path, BodyPublisher body, String contentType) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(answer)
            .header("Authorization", authorization)
            .header("Content-Type", contentType)
            .method(method, body)
            .build();
    HttpResponse<byte[]> response = await(request);
    if (response.statusCode() / 100 == 2) {
      return response.body();
    }
    throw Refusals.of(base, response);
  }

  private HttpResponse<byte[]> await(HttpRequest request) {
    CompletableFuture<HttpResponse<byte[]>> pending =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    try {
      // The request's own timeout ends with the headers; this one covers the body too.
      return pending.get(answer.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      pending.cancel(true);
      throw Refusals.slow(base, answer);
    } catch (ExecutionException e) {
      throw Refusals.unanswered(base, e.getCause(), answer);
    } catch (InterruptedException e) {
      pending.cancel(true);
      Thread.currentThread().interrupt();
      throw Refusals.interrupted(base);
    }
  }

  /** Ends open connections at once. */
  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
