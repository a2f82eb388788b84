package dev.sealkeep.cli.demo;

import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.Style;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Runs named steps one after the other and shows each with its time. */
final class Steps {
  private static final int NAME_WIDTH = 10;
  private static final String RETURN_AND_CLEAR = "\r\u001B[K";

  private final Console console;
  private final Style style;
  private final boolean quiet;
  private final List<Step> done = new ArrayList<>();
  private final List<Runnable> details = new ArrayList<>();

  /**
   * A step that is done.
   *
   * @param name its name
   * @param result what it showed, in one line
   * @param seconds how long it took
   */
  record Step(String name, String result, double seconds) {}

  /** {@code quiet} shows nothing: the steps are reported at the end. */
  Steps(Console console, boolean quiet) {
    this.console = console;
    this.style = console.style();
    this.quiet = quiet;
  }

  /** Runs a step that returns what it showed, in one line. */
  void run(String name, String begun, Supplier<String> step) {
    progress(name, begun);
    long start = System.nanoTime();
    String result;
    try {
      result = step.get();
    } catch (RuntimeException e) {
      clearProgress();
      show(style.bad(mark('✗', "FAIL")), name, "", start);
      throw e;
    }
    double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
    done.add(new Step(name, result, seconds));
    clearProgress();
    show(style.good(mark('✓', "ok")), name, result, start);
    showDetails();
  }

  private void show(String mark, String name, String result, long start) {
    if (!quiet) {
      double seconds = (System.nanoTime() - start) / 1e9;
      String time = String.format(Locale.ROOT, "%4.1f s", seconds);
      String padded = name + " ".repeat(Math.max(1, NAME_WIDTH - name.length()));
      console.line(mark + " " + style.dim(time) + "  " + style.bold(padded) + " " + result);
    }
  }

  /** Keeps lines to show after the step that runs. */
  void afterThis(String lines) {
    lines.lines().forEach(line -> details.add(() -> console.line(margin() + line)));
  }

  /** Keeps what a command of this program printed, whose colours are escape sequences already. */
  void afterThisAsPrinted(String lines) {
    lines.lines().forEach(line -> details.add(() -> console.out().print(margin() + line + "\n")));
  }

  private void showDetails() {
    if (!quiet) {
      details.forEach(Runnable::run);
    }
    details.clear();
  }

  private String margin() {
    return "   " + bar() + " ";
  }

  private char bar() {
    return encodes('│') ? '│' : '|';
  }

  private String mark(char sign, String word) {
    return style == Style.COLOURED && encodes(sign) ? String.valueOf(sign) : word;
  }

  private boolean encodes(char sign) {
    return console.out().charset().equals(StandardCharsets.UTF_8)
        || console.out().charset().newEncoder().canEncode(sign);
  }

  private void progress(String name, String begun) {
    if (!quiet && style == Style.COLOURED) {
      console.out().print("  " + name + ": " + begun + " ...");
      console.out().flush();
    }
  }

  private void clearProgress() {
    if (!quiet && style == Style.COLOURED) {
      console.out().print(RETURN_AND_CLEAR);
    }
  }

  /** The steps so far. */
  List<Step> done() {
    return List.copyOf(done);
  }
}
