package dev.sealkeep.agent.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * The boot of this system. What is kept lies below {@code /run}, which both systemd and
 * initramfs-tools hand on from the initrd to the system.
 *
 * @param identity the file with the boot's id
 * @param directory where what is kept lies
 * @param clock the guest's clock
 */
public record SystemBoot(Path identity, Path directory, InstantSource clock) implements Boot {
  /** Of this machine. */
  public static final SystemBoot OF_THIS_MACHINE =
      new SystemBoot(
          Path.of("/proc/sys/kernel/random/boot_id"),
          Path.of("/run/sealkeep"),
          InstantSource.system());

  /** Every boot that has no id of its own is the same. */
  private static final UUID UNKNOWN = new UUID(0, 0);

  @Override
  public UUID id() {
    try {
      return UUID.fromString(Files.readString(identity).strip());
    } catch (IOException | IllegalArgumentException unknown) {
      return UNKNOWN;
    }
  }

  @Override
  public long now() {
    return clock.instant().getEpochSecond();
  }

  @Override
  public void opened(UUID volume, int slot) throws IOException {
    Files.createDirectories(directory);
    Path whole = file(volume);
    Path fresh = directory.resolve(volume + ".new");
    Files.writeString(fresh, slot + "\n");
    Files.move(fresh, whole, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public OptionalInt openedBy(UUID volume) {
    try {
      return OptionalInt.of(Integer.parseInt(Files.readString(file(volume)).strip()));
    } catch (IOException | NumberFormatException unknown) {
      return OptionalInt.empty();
    }
  }

  private Path file(UUID volume) {
    return directory.resolve(volume + ".slot");
  }
}
