package dev.sealkeep.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a boot, from files. */
final class SystemBootTest {
  private static final UUID VOLUME = new UUID(1, 2);

  private final Path directory;

  SystemBootTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private SystemBoot boot() {
    return new SystemBoot(
        directory.resolve("boot_id"),
        directory.resolve("run/sealkeep"),
        InstantSource.fixed(Instant.ofEpochSecond(1_790_000_000L)));
  }

  @Test
  void slotThatOpenedAVolumeIsKept() throws Exception {
    assertThat(boot().openedBy(VOLUME)).isEmpty();
    boot().opened(VOLUME, 3);
    boot().opened(VOLUME, 31);
    boot().opened(new UUID(3, 4), 0);
    assertThat(boot().openedBy(VOLUME)).hasValue(31);
    Files.writeString(directory.resolve("run/sealkeep").resolve(VOLUME + ".slot"), "x");
    assertThat(boot().openedBy(VOLUME)).as("what does not read is not known").isEmpty();
  }

  @Test
  void bootsAreToldApartByTheKernelsId() throws Exception {
    UUID id = UUID.randomUUID();
    UUID unknown = boot().id();
    Files.writeString(directory.resolve("boot_id"), id + "\n");
    assertThat(boot().id()).isEqualTo(id).isNotEqualTo(unknown);
    Files.writeString(directory.resolve("boot_id"), "none");
    assertThat(boot().id()).isEqualTo(unknown);
    assertThat(boot().now()).isEqualTo(1_790_000_000L);
    assertThat(SystemBoot.OF_THIS_MACHINE.id()).isNotEqualTo(unknown);
  }
}
