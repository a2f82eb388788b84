package dev.sealkeep.bench.releases;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The reference that every SNP release costs at least: one P-384 verification. */
final class OpenSslSpeed {
  private static final int LIMIT_SECONDS = 60;

  /** The line is {@code 384 bits ecdsa (nistp384) 0.0008s 0.0007s 1229.5 1438.1}. */
  private static final Pattern LINE =
      Pattern.compile("384 bits ecdsa \\(nistp384\\)\\s+\\S+\\s+\\S+\\s+\\S+\\s+(\\S+)");

  private OpenSslSpeed() {}

  /** P-384 verifications a second on one core; empty where there is no OpenSSL. */
  static OptionalDouble verifiesPerSecond() {
    try {
      Process process =
          new ProcessBuilder("openssl", "speed", "-seconds", "3", "ecdsap384")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      Matcher matcher = LINE.matcher(text);
      return matcher.find()
          ? OptionalDouble.of(Double.parseDouble(matcher.group(1)))
          : OptionalDouble.empty();
    } catch (IOException absent) {
      return OptionalDouble.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalDouble.empty();
    }
  }
}
