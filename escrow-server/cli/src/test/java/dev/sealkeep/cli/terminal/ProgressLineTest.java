package dev.sealkeep.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Progress is on standard error alone, and seldom where nobody watches. */
final class ProgressLineTest {
  private final AtomicLong now = new AtomicLong();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ProgressLine line(boolean terminal) {
    Console console =
        new Console(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("TERM", "xterm"),
            terminal);
    return new ProgressLine(console, now::get);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private String written() {
    assertThat(out.size()).as("standard output").isZero();
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void onATerminalOneLineIsWrittenOverAndTakenAwayAtTheEnd() {
    try (ProgressLine line = line(true)) {
      line.show("too early");
      pass(Duration.ofMillis(100));
      line.show("1 of 9");
      line.show("too soon after");
      pass(Duration.ofMillis(100));
      line.show("5 of 9");
    }
    assertThat(written()).isEqualTo("\r\u001B[K1 of 9\r\u001B[K5 of 9\r\u001B[K");
  }

  @Test
  void elsewhereALineComesNowAndThen() {
    try (ProgressLine line = line(false)) {
      for (int second = 0; second <= 25; second++) {
        line.show(second + " of 25");
        pass(Duration.ofSeconds(1));
      }
    }
    assertThat(written()).isEqualTo("10 of 25\n20 of 25\n");
  }

  @Test
  void aShortCommandShowsNothing() {
    try (ProgressLine line = line(true)) {
      line.show("1 of 1");
    }
    assertThat(written()).isEmpty();
  }
}
