package dev.sealkeep.cli.terminal;

import dev.sealkeep.cli.json.Json;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The option {@code --output text|json}, which every command has. */
public final class OutputOption {
  /** For people or for programs. */
  public enum Format {
    /** Text with columns. */
    TEXT,
    /** One JSON value. */
    JSON
  }

  @Option(
      names = "--output",
      paramLabel = "text|json",
      description = "how results are written (default: text)")
  private Format format = Format.TEXT;

  /** Whether a program reads the result. */
  public boolean json() {
    return format == Format.JSON;
  }

  /**
   * Writes a result to standard output.
   *
   * @param value what a program reads: a record, a tree or a map, without secrets
   * @param text what a person reads
   */
  public void print(Console console, Object value, Function<Style, String> text) {
    switch (format) {
      // JSON escapes control characters itself.
      case JSON -> console.out().print(Json.text(value) + "\n");
      case TEXT -> console.line(text.apply(console.style()));
    }
  }
}
