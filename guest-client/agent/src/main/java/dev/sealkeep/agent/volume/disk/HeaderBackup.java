package dev.sealkeep.agent.volume.disk;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A backup of a header, in the format of {@code cryptsetup luksHeaderBackup}: the bytes of the disk
 * before the encrypted data. With the passphrase of a slot in it the volume opens, also after that
 * slot was removed from the disk, so it is to be kept as the key is.
 */
public final class HeaderBackup {
  private static final int CHUNK_BYTES = 1 << 20;

  private HeaderBackup() {}

  /** Says what would keep a backup from being written; or empty. */
  public static Optional<String> obstacle(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      return Optional.of("%s is in no folder that can be written to".formatted(file));
    }
    return Files.exists(file)
        ? Optional.of("%s is there already: backups are never overwritten".formatted(file))
        : Optional.empty();
  }

  /**
   * Writes a new file of mode 0600 and makes it durable. A file that was begun is removed.
   *
   * @param bytes how many from the beginning
   * @throws VolumeException with {@link VolumeFault#BACKUP_UNWRITABLE}, or as the source does
   */
  public static void write(Path file, Header.Source source, long bytes) throws VolumeException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      try {
        copy(channel, source, bytes);
      } catch (IOException | VolumeException failed) {
        Files.deleteIfExists(file);
        throw failed;
      }
      Path folder = file.toAbsolutePath().getParent();
      try (FileChannel directory =
          FileChannel.open(folder == null ? file : folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    } catch (IOException failed) {
      throw new VolumeException(VolumeFault.BACKUP_UNWRITABLE, failed.toString(), failed);
    }
  }

  private static void copy(FileChannel channel, Header.Source source, long bytes)
      throws IOException, VolumeException {
    long at = 0;
    while (at < bytes) {
      int length = (int) Math.min(CHUNK_BYTES, bytes - at);
      byte[] chunk = source.read(at, length);
      if (chunk.length != length) {
        throw new VolumeException(VolumeFault.DISK_IO, "the disk ends at " + (at + chunk.length));
      }
      ByteBuffer buffer = ByteBuffer.wrap(chunk);
      while (buffer.hasRemaining()) {
        int _ = channel.write(buffer);
      }
      at += length;
    }
    channel.force(true);
  }
}
