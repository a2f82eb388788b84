package dev.sealkeep.service.log;

import dev.sealkeep.protocol.log.MerkleHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The highest checkpoint this node has signed, in a file outside the database and its backups. A
 * node that finds its database behind this mark refuses to run: signing on would fork the log.
 *
 * <p>The file is one line, {@code origin size root-hex}, replaced by rename after an fsync of the
 * new one, so that a crash leaves the old line or the new.
 */
public final class HighWater {
  private final Path file;

  /** The mark in {@code file}, which need not exist yet. */
  public HighWater(Path file) {
    this.file = file;
  }

  /**
   * A signed size and root.
   *
   * @param origin the log's name
   * @param size the number of leaves
   * @param root the tree's root at that size
   */
  public record Mark(String origin, long size, MerkleHash root) {}

  /** Reads the mark; empty if the file does not exist. */
  public Optional<Mark> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String line = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
    try {
      return Optional.of(parse(line.strip().split(" ", -1)));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file
              + " is damaged; restore it from this node's disk, or remove it and start with"
              + " adopt-log=true",
          e);
    }
  }

  private static Mark parse(String[] parts) {
    if (parts.length != 3 || Long.parseLong(parts[1]) < 1) {
      throw new IllegalArgumentException("a mark is an origin, a size from 1 and a root");
    }
    return new Mark(
        parts[0], Long.parseLong(parts[1]), MerkleHash.of(HexFormat.of().parseHex(parts[2])));
  }

  /** Makes the mark durable. */
  public void write(Mark mark) {
    String line =
        mark.origin()
            + ' '
            + mark.size()
            + ' '
            + HexFormat.of().formatHex(mark.root().bytes())
            + '\n';
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      try (FileChannel channel =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
        channel.force(false);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncDirectory();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the high-water file durable", e);
    }
  }

  private void syncDirectory() throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
