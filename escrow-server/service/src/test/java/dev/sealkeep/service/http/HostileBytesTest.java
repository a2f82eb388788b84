package dev.sealkeep.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.harness.RawTls;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that no HTTP client would send. After each of them the node still serves. */
@Timeout(60)
class HostileBytesTest {
  @TempDir static Path data;
  private static Node node;

  @BeforeAll
  static void start() {
    node = Node.start(data.resolve("node"));
    node.scene(node.operator(), "acme");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void theNodeStillServes() {
    assertThat(node.http().get("/readyz").status()).isEqualTo(200);
    Operator operator = node.operator();
    assertThat(operator.get("/v1/tenants").status()).isEqualTo(200);
  }

  static Stream<Arguments> requests() {
    String get = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n";
    String post = "POST /v1/challenges HTTP/1.1\r\nhost: localhost\r\n";
    return Stream.of(
        Arguments.of("a good one", get + "connection: close\r\n\r\n", 200),
        Arguments.of("a header of 17 KiB", get + "x: " + "a".repeat(17 << 10) + "\r\n\r\n", 431),
        Arguments.of("20,000 headers", get + "x: y\r\n".repeat(20_000) + "\r\n", 431),
        Arguments.of("a path of 5 KiB", "GET /" + "a".repeat(5 << 10) + " HTTP/1.1\r\n\r\n", 414),
        Arguments.of("no HTTP", "HELO example.org\r\n\r\n", 400),
        Arguments.of("no version", "GET /healthz\r\n\r\n", 400),
        Arguments.of("a NUL in a header", get + "x: a\0b\r\n\r\n", 400),
        Arguments.of("no host", "GET /healthz HTTP/1.1\r\n\r\n", 400),
        Arguments.of("a length that is none", post + "content-length: x\r\n\r\n", 400),
        Arguments.of("a negative length", post + "content-length: -1\r\n\r\n", 400),
        Arguments.of("two lengths", post + "content-length: 1\r\ncontent-length: 2\r\n\r\nab", 400),
        Arguments.of(
            "a length beside chunks, which RFC 9112 lets the chunks override",
            post + "content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            200),
        Arguments.of("a length over the limit", post + "content-length: 16385\r\n\r\n", 413),
        Arguments.of(
            "a length of 2^63 - 1", post + "content-length: 9223372036854775807\r\n\r\n", 413),
        Arguments.of(
            "chunks over the limit",
            post
                + "transfer-encoding: chunked\r\n\r\n"
                + ("1000\r\n" + " ".repeat(4_096) + "\r\n").repeat(5)
                + "0\r\n\r\n",
            413));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void areAnsweredWithTheirStatus(String name, String request, int status) {
    String answer = send(request.getBytes(StandardCharsets.ISO_8859_1));

    assertThat(answer).as(name).startsWith("HTTP/1.");
    assertThat(answer.substring(9, 12)).as(answer).isEqualTo(Integer.toString(status));
  }

  private static String send(byte[] bytes) {
    return RawTls.exchange(node.server().port(), node.server().caFile(), bytes);
  }

  @Test
  void aBrokenChunkEndsTheConnection() {
    String broken =
        "POST /v1/challenges HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n";

    String logged =
        logged(
            () ->
                assertThat(send(broken.getBytes(StandardCharsets.US_ASCII)))
                    .doesNotStartWith("HTTP/1.1 2"));

    assertThat(logged).as("clients cannot fill the log").isEmpty();
  }

  /** What goes to the log meanwhile. */
  private static String logged(Runnable action) {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setErr(before);
    }
    return log.toString(StandardCharsets.UTF_8);
  }

  @Test
  void noiseInPlaceOfHttpHurtsNobody() {
    Random random = new Random(11);
    for (int round = 0; round < 20; round++) {
      byte[] noise = new byte[random.nextInt(1, 4_096)];
      random.nextBytes(noise);
      noise[noise.length - 1] = '\n';

      assertThat(send(noise)).doesNotStartWith("HTTP/1.1 2").doesNotStartWith("HTTP/1.1 5");
    }
  }

  @Test
  void noiseAfterTheHttp2PrefaceHurtsNobody() {
    byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    Random random = new Random(12);
    for (int round = 0; round < 20; round++) {
      byte[] bytes = new byte[preface.length + random.nextInt(1, 1_024)];
      random.nextBytes(bytes);
      System.arraycopy(preface, 0, bytes, 0, preface.length);

      assertThat(RawTls.exchangeHttp2(node.server().port(), node.server().caFile(), bytes))
          .as("settings, and the connection's end")
          .isNotEmpty();
    }
  }

  @Test
  void plainTextInPlaceOfTlsHurtsNobody() {
    assertThat(RawTls.plain(node.server().port(), "GET /healthz HTTP/1.1\r\n\r\n"))
        .doesNotContain("200");
  }

  @Test
  void aConnectionThatEndsWithinABodyHurtsNobody() {
    String begun = "POST /v1/releases HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n{\"ten";

    assertThat(
            RawTls.abandon(
                node.server().port(),
                node.server().caFile(),
                begun.getBytes(StandardCharsets.US_ASCII)))
        .isTrue();
  }
}
