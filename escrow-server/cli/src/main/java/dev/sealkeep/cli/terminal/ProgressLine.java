package dev.sealkeep.cli.terminal;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How far a long command has come, on standard error: on a terminal one line that is written over,
 * elsewhere a line now and then. Short commands show nothing where nobody watches.
 */
public final class ProgressLine implements AutoCloseable {
  private static final String RETURN_AND_CLEAR = "\r\u001B[K";
  private static final Duration ON_TERMINAL = Duration.ofMillis(100);
  private static final Duration ELSEWHERE = Duration.ofSeconds(10);

  private final Console console;
  private final LongSupplier nanoTime;
  private final boolean overwriting;
  private long shown;
  private boolean standing;

  /** A line for those surroundings; {@code nanoTime} is a clock that only goes forward. */
  public ProgressLine(Console console, LongSupplier nanoTime) {
    this.console = console;
    this.nanoTime = nanoTime;
    this.overwriting = console.style() == Style.COLOURED;
    this.shown = nanoTime.getAsLong();
  }

  /** Shows a text, unless the one before it was shown just now. */
  public void show(String text) {
    long now = nanoTime.getAsLong();
    if (now - shown < (overwriting ? ON_TERMINAL : ELSEWHERE).toNanos()) {
      return;
    }
    shown = now;
    if (overwriting) {
      console.err().print(RETURN_AND_CLEAR + console.style().printable(text));
      console.err().flush();
      standing = true;
    } else {
      console.note(text);
    }
  }

  /** Takes the line away. */
  @Override
  public void close() {
    if (standing) {
      console.err().print(RETURN_AND_CLEAR);
      console.err().flush();
      standing = false;
    }
  }
}
