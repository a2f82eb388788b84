package dev.sealkeep.keystore.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.StoreRows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a crash leaves of a WAL: whatever is cut off or garbled at its end, the store opens with
 * every commit before it, whole, and with nothing of a later one. The frames are told apart here by
 * the file format (sqlite.org/fileformat2.html#walformat), not by SQLite.
 */
final class SqliteTornWalTest {
  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final int COMMITS = 4;
  private static final InstantSource CLOCK = InstantSource.fixed(StoreRows.TIME);

  @TempDir private Path directory;
  private byte[] database = {};
  private byte[] wal = {};
  private int frameBytes;

  /** The state of the files of a store that was killed after some commits. */
  @BeforeEach
  void writeCommits() throws IOException {
    Path file = directory.resolve("killed").resolve("sealkeep.db");
    try (SqliteStore store = SqliteStore.open(file, CLOCK)) {
      for (int i = 0; i < COMMITS; i++) {
        int index = i;
        store
            .transact(
                transaction -> {
                  // Some commits have several frames and some have few.
                  transaction.archiveEvidence(
                      "a",
                      StoreRows.filled(32, index + 1),
                      StoreRows.filled(9_000 * (index % 2), 7));
                  transaction.appendLog(StoreRows.log(index, "a"));
                  transaction.putLogHead(StoreRows.head(index + 1));
                  return true;
                })
            .join();
      }
      database = Files.readAllBytes(file);
      wal = Files.readAllBytes(file.resolveSibling("sealkeep.db-wal"));
    }
    frameBytes = FRAME_HEADER + ByteBuffer.wrap(wal).getInt(8);
    assertThat(frames()).isGreaterThan(2 * COMMITS);
    assertThat(commits(wal.length)).isEqualTo(COMMITS);
  }

  private int frames() {
    return (wal.length - HEADER) / frameBytes;
  }

  /** How many commits are whole in the WAL's first bytes: a commit's last frame names a size. */
  private int commits(int length) {
    int commits = 0;
    for (int at = HEADER; at + frameBytes <= length; at += frameBytes) {
      if (ByteBuffer.wrap(wal).getInt(at + 4) != 0) {
        commits++;
      }
    }
    return commits;
  }

  private void assertOpensWith(int commits, byte[] torn, String how) throws IOException {
    Path file = Files.createTempDirectory(directory, "torn").resolve("sealkeep.db");
    Files.write(file, database);
    Files.write(file.resolveSibling("sealkeep.db-wal"), torn);
    try (SqliteStore store = SqliteStore.open(file, CLOCK)) {
      List<LogRow> rows = store.read(snapshot -> snapshot.log(0, Long.MAX_VALUE));
      assertThat(rows).as(how).hasSize(commits);
      long size = store.read(snapshot -> snapshot.logHead().size());
      assertThat(size).as(how).isEqualTo(commits);
      for (int i = 0; i < COMMITS; i++) {
        byte[] digest = StoreRows.filled(32, i + 1);
        assertThat(store.read(snapshot -> snapshot.evidence(digest)).isPresent())
            .as(how)
            .isEqualTo(i < commits);
      }
    }
  }

  @Test
  void cutOffAtEveryFrameAndWithinEachItOpensWithTheCommitsBefore() throws IOException {
    List<Integer> lengths = new ArrayList<>(List.of(0, HEADER / 2));
    for (int frame = 0; frame < frames(); frame++) {
      int start = HEADER + frame * frameBytes;
      lengths.addAll(List.of(start, start + FRAME_HEADER / 2, start + frameBytes / 2));
      lengths.add(start + frameBytes - 1);
    }
    for (int length : lengths) {
      assertOpensWith(commits(length), Arrays.copyOf(wal, length), "cut at " + length);
    }
  }

  @Test
  void garbledFromAnyFrameOnItOpensWithTheCommitsBefore() throws IOException {
    for (int frame = 0; frame < frames(); frame++) {
      int start = HEADER + frame * frameBytes;
      for (int from : List.of(start, start + frameBytes / 2)) {
        byte[] garbled = wal.clone();
        for (int i = from; i < garbled.length; i++) {
          garbled[i] ^= (byte) 0x5a;
        }
        assertOpensWith(commits(from), garbled, "garbled from " + from);
      }
    }
  }

  /** A write that reached the disk before the one before it. */
  @Test
  void withOneFrameMissingInItsMiddleItOpensWithTheCommitsBefore() throws IOException {
    for (int frame = 0; frame < frames(); frame++) {
      int start = HEADER + frame * frameBytes;
      byte[] holed = wal.clone();
      Arrays.fill(holed, start, start + frameBytes, (byte) 0);
      assertOpensWith(commits(start), holed, "without frame " + frame);
    }
  }

  /**
   * What a failed fsync may have left in the page cache alone is written anew before it is used.
   */
  @Test
  void openingMovesTheCommitsToTheDatabaseAndBeginsAnEmptyWal() throws IOException {
    Path file = directory.resolve("again").resolve("sealkeep.db");
    Files.createDirectories(file.getParent());
    Files.write(file, database);
    Path log = Files.write(file.resolveSibling("sealkeep.db-wal"), wal);
    try (SqliteStore store = SqliteStore.open(file, CLOCK)) {
      assertThat(Files.size(log)).isZero();
      long size = store.read(snapshot -> snapshot.logHead().size());
      assertThat(size).isEqualTo(COMMITS);
    }
  }
}
