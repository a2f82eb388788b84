package dev.sealkeep.agent.device.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.agent.configuration.LogChoice;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.protocol.message.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventLogFilesTest {
  private static final int LIMIT = 256 << 10;

  private final Path directory;
  private final Path absent;

  EventLogFilesTest(@TempDir Path directory) {
    this.directory = directory;
    this.absent = directory.resolve("absent");
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content);
  }

  private List<EventLog> named(Path... files) throws DeviceException {
    return EventLogFiles.read(new LogChoice.Named(List.of(files)), absent);
  }

  private static byte[] area(int used, int length, int padding) {
    byte[] area = new byte[length];
    Arrays.fill(area, 0, used, (byte) 7);
    Arrays.fill(area, used, length, (byte) padding);
    return area;
  }

  @Test
  void usualLogMayBeAbsentAndNamedOnesMayNot() throws Exception {
    assertThat(EventLogFiles.read(new LogChoice.Usual(), absent)).isEmpty();
    Path log = file("binary_bios_measurements", new byte[] {1, 2});
    EventLog read = EventLogFiles.read(new LogChoice.Usual(), log).getFirst();
    assertThat(read.log()).containsExactly(1, 2);
    assertThat(read.kind()).isEqualTo("binary_bios_measurements");
    DeviceException failed = catchThrowableOfType(DeviceException.class, () -> named(log, absent));
    assertThat(failed.problem().fault()).isEqualTo(DeviceFault.LOG_UNREADABLE);
    assertThat(named()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"CCEL, ccel", "_x, log", "a b, log", "ascii.sha256-x_1, ascii.sha256-x_1"})
  void kindIsTheFilesNameAsFarAsItCanBeOne(String name, String kind) throws Exception {
    assertThat(named(file(name, new byte[] {1})).getFirst().kind()).isEqualTo(kind);
    String longest = "x".repeat(63);
    assertThat(named(file(longest, new byte[1])).getFirst().kind()).isEqualTo(longest);
    assertThat(named(file(longest + "x", new byte[1])).getFirst().kind()).isEqualTo("log");
  }

  /** An event may end in bytes like those behind it; those are kept. */
  @ParameterizedTest
  @CsvSource({"0", "255"})
  void reservedAreaIsCutBehindTheLogAndSomePadding(int padding) throws Exception {
    byte[] area = area(1000, 1 << 20, padding);
    assertThat(named(file("area", area)).getFirst().log())
        .isEqualTo(Arrays.copyOf(area, 1000 + 4096));
    byte[] shorter = area(1000, 5000, padding);
    assertThat(named(file("short", shorter)).getFirst().log()).isEqualTo(shorter);
  }

  @Test
  void logThatNoRequestTakesIsRefused() throws Exception {
    byte[] longest = area(LIMIT, LIMIT, 7);
    assertThat(named(file("longest", longest)).getFirst().log()).hasSize(LIMIT);
    Path longer = file("longer", area(LIMIT + 1, LIMIT + 1, 7));
    DeviceException failed = catchThrowableOfType(DeviceException.class, () -> named(longer));
    assertThat(failed.problem().fault()).isEqualTo(DeviceFault.LOG_TOO_LARGE);
  }
}
