package dev.sealkeep.bench.reference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code openssl speed} of this machine, if it is installed. */
public final class Openssl {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** The last line: {@code 384 bits ecdsa (nistp384) 0.0008s 0.0007s 1201.6 1343.4}. */
  private static final Pattern SPEED =
      Pattern.compile(
          "(?<bits>[0-9]+) bits ecdsa .*\\s(?<sign>[0-9.]+)\\s+(?<verify>[0-9.]+)\\s*$");

  private Openssl() {}

  /** Its name and version, such as {@code OpenSSL 3.0.19}; empty if there is none. */
  public static Optional<String> version() {
    return output("openssl", "version")
        .map(text -> text.strip().split(" ", 3))
        .filter(words -> words.length >= 2)
        .map(words -> words[0] + " " + words[1]);
  }

  /** Its P-384 verifications a second, over three seconds. */
  public static Optional<Double> verifications() {
    return verifications(384);
  }

  /**
   * Its verifications a second on a curve, over three seconds.
   *
   * @param bits 256 for P-256, 384 for P-384
   */
  public static Optional<Double> verifications(int bits) {
    return output("openssl", "speed", "-seconds", "3", "ecdsap" + bits)
        .flatMap(Openssl::verifications);
  }

  /** Reads the figure out of what {@code openssl speed ecdsap384} prints. */
  public static Optional<Double> verifications(String output) {
    return output
        .lines()
        .map(SPEED::matcher)
        .filter(Matcher::find)
        .map(line -> Double.valueOf(line.group("verify")))
        .findFirst();
  }

  private static Optional<String> output(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try {
        if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
          return Optional.empty();
        }
        // A few lines, which fit the pipe's buffer.
        return Optional.of(
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException absent) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
