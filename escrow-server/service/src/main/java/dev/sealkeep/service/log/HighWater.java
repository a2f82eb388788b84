package dev.sealkeep.service.log;

import dev.sealkeep.keystore.store.FailStop;
import dev.sealkeep.keystore.store.FsyncFailedException;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.protocol.log.MerkleHash;
import dev.sealkeep.protocol.wire.Sha2;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The highest checkpoint this node has signed, in a file outside the database and its backups. A
 * node that finds its database behind this mark refuses to run: signing on would fork the log.
 *
 * <p>The file has two places of {@value #PLACE} bytes, each a line {@code count origin size
 * root-hex check-hex} padded with spaces, where check is the first 16 hexadecimal digits of the
 * SHA-256 of what stands before it. The line with the higher count is the mark. A new mark goes
 * over the older line and is made durable there: a crash leaves the newer line as it was, and a
 * line that it left half written fails its check. So one write and one fsync of the data keep the
 * mark, where replacing the file would cost a second fsync and two changes to its folder.
 */
public final class HighWater {
  private static final int PLACE = 512;
  private static final int PLACES = 2;
  private static final int CHECK_DIGITS = 16;

  private final Path file;
  private final FailStop failStop;

  /** Whether this process has made the file's name durable; an earlier one may have failed to. */
  private volatile boolean named;

  /** The mark in {@code file}, which need not exist yet. */
  public HighWater(Path file) {
    this(file, FailStop.NONE);
  }

  /** The same, with what ends the process when an fsync fails. */
  public HighWater(Path file, FailStop failStop) {
    this.file = file;
    this.failStop = failStop;
  }

  /**
   * A signed size and root.
   *
   * @param origin the log's name
   * @param size the number of leaves
   * @param root the tree's root at that size
   */
  public record Mark(String origin, long size, MerkleHash root) {}

  /** A mark and its place in the file. */
  private record Line(int place, long count, Mark mark) {}

  /** Reads the mark; empty if the file does not exist. */
  public Optional<Mark> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return Optional.of(newest(channel).mark());
    }
  }

  /**
   * Makes the mark durable.
   *
   * @throws StoreUnavailableException if it could not be written; the one before it stands, and the
   *     write may be tried again
   * @throws FsyncFailedException if it was written and may not be durable
   */
  public void write(Mark mark) {
    try {
      if (Files.exists(file)) {
        replaceOlder(mark);
      } else {
        create(mark);
      }
      if (!named) {
        forceFolder();
        named = true;
      }
    } catch (IOException e) {
      throw new StoreUnavailableException(
          "the high-water file %s cannot be written (%s); check that its disk is well, has room and is not mounted read-only"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private void forceFolder() throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      force(channel, true);
    }
  }

  private void force(FileChannel channel, boolean metadata) {
    try {
      channel.force(metadata);
    } catch (IOException e) {
      FsyncFailedException failure =
          new FsyncFailedException(
              "the high-water file %s could not be made durable (%s)"
                  .formatted(file, e.getMessage()),
              e);
      failStop.end(failure);
      throw failure;
    }
  }

  private void replaceOlder(Mark mark) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Line newest = newest(channel);
      int older = (newest.place() + 1) % PLACES;
      writeFully(channel, line(newest.count() + 1, mark), older * PLACE);
      force(channel, false);
    }
  }

  /** Under another name first, so that the file is never there without a mark. */
  private void create(Mark mark) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeFully(channel, line(1, mark), 0);
      writeFully(channel, padded(""), PLACE);
      force(channel, true);
    }
    named = false;
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void writeFully(FileChannel channel, byte[] bytes, int position)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer, (long) position + buffer.position());
    }
  }

  private Line newest(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(PLACES * PLACE);
    while (content.hasRemaining() && channel.read(content) >= 0) {
      // A file that ends early has fewer lines.
    }
    return IntStream.range(0, content.position() / PLACE)
        .mapToObj(place -> parse(place, content.array()))
        .flatMap(Optional::stream)
        .max(Comparator.comparingLong(Line::count))
        .orElseThrow(
            () ->
                new IOException(
                    file
                        + " is damaged; restore it from this node's disk, or remove it and start"
                        + " with adopt-log=true"));
  }

  /** Reads a place; empty if what stands there is not whole. */
  private static Optional<Line> parse(int place, byte[] content) {
    String line = new String(content, place * PLACE, PLACE, StandardCharsets.US_ASCII).strip();
    String[] parts = line.split(" ", -1);
    if (parts.length != 5 || !check(line.substring(0, line.lastIndexOf(' '))).equals(parts[4])) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Line(
              place,
              Long.parseLong(parts[0]),
              new Mark(
                  parts[1],
                  Long.parseLong(parts[2]),
                  MerkleHash.of(HexFormat.of().parseHex(parts[3])))));
    } catch (IllegalArgumentException notWrittenHere) {
      return Optional.empty();
    }
  }

  private static byte[] line(long count, Mark mark) {
    String text =
        "%d %s %d %s"
            .formatted(
                count, mark.origin(), mark.size(), HexFormat.of().formatHex(mark.root().bytes()));
    return padded(text + ' ' + check(text));
  }

  private static String check(String text) {
    byte[] digest = Sha2.sha256(text.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(digest).substring(0, CHECK_DIGITS);
  }

  private static byte[] padded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length >= PLACE) {
      throw new IllegalArgumentException("the log's name is too long");
    }
    byte[] place = Arrays.copyOf(bytes, PLACE);
    Arrays.fill(place, bytes.length, PLACE - 1, (byte) ' ');
    place[PLACE - 1] = '\n';
    return place;
  }
}
