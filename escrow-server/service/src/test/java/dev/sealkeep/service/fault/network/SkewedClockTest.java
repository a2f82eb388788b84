package dev.sealkeep.service.fault.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java's clocks go by it. */
class SkewedClockTest {
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  @TempDir Path directory;

  @Test
  void theTimeOfDayOfAJavaProcessIsShiftedAndNoOther() throws Exception {
    Path root = Path.of(System.getProperty("sealkeep.root", "")).toAbsolutePath();
    Optional<Path> library = SkewedClock.compile(root, directory);
    assumeTrue(library.isPresent(), "needs gcc");
    SkewedClock clock = new SkewedClock(library.get(), directory.resolve("clock"));
    clock.set(Duration.ofHours(-3));
    Path source = directory.resolve("Now.java");
    Files.writeString(
        source,
        "void main() { System.out.println(java.time.Instant.now()); }",
        StandardCharsets.UTF_8);

    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), source.toString());
    java.environment().putAll(clock.environment());
    Process process = java.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    Instant expected = Instant.now().minus(Duration.ofHours(3));
    assertThat(Instant.parse(said.strip()))
        .isBetween(expected.minus(TOLERANCE), expected.plus(TOLERANCE));
  }
}
