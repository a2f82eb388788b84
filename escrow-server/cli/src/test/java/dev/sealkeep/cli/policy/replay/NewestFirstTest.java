package dev.sealkeep.cli.policy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.audit.AuditEntry;
import dev.sealkeep.cli.audit.TenantLog;
import dev.sealkeep.cli.json.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A log is read backward a page at a time, whole and in order. */
final class NewestFirstTest {
  private static final int PAGE = 8;

  private int requests;

  /** Answers as a server does. */
  private TenantLog.Page page(NavigableSet<Long> log, long from, int limit) {
    assertThat(limit).isEqualTo(PAGE);
    requests++;
    List<AuditEntry> entries =
        log.tailSet(from).stream().limit(limit).map(NewestFirstTest::entry).toList();
    return new TenantLog.Page(
        entries,
        entries.size() < limit
            ? OptionalLong.empty()
            : OptionalLong.of(entries.getLast().index() + 1));
  }

  private static AuditEntry entry(long index) {
    return new AuditEntry(index, "", "", Octets.of(new byte[0]), Octets.of(new byte[0]));
  }

  private List<Long> read(NavigableSet<Long> log, long size) {
    NewestFirst newest = new NewestFirst(size, PAGE, (from, limit) -> page(log, from, limit));
    List<Long> read = new ArrayList<>();
    int percent = 0;
    for (Optional<AuditEntry> next = newest.next(); next.isPresent(); next = newest.next()) {
      read.add(next.orElseThrow().index());
      assertThat(newest.percent()).isBetween(percent, 100);
      percent = newest.percent();
    }
    assertThat(newest.percent()).isEqualTo(100);
    return read;
  }

  @Test
  void everyEntryComesOnceTheNewestFirst() {
    Random random = new Random(26);
    for (int round = 0; round < 500; round++) {
      long size = random.nextInt(1, 2_000);
      TreeSet<Long> log = new TreeSet<>();
      // Stretches that are crowded and others that are empty, so that the window has to follow.
      long index = 0;
      while (index < size) {
        int gap = random.nextBoolean() ? 1 : random.nextInt(1, 300);
        for (int i = random.nextInt(1, 40); i > 0 && index < size; i--, index += gap) {
          log.add(index);
        }
      }
      assertThat(read(log, size)).as("round " + round).containsExactlyElementsOf(log.reversed());
    }
  }

  @Test
  void whatIsAppendedMeanwhileIsLeftOut() {
    TreeSet<Long> log = new TreeSet<>(List.of(1L, 4L, 9L));
    assertThat(read(log, 5)).containsExactly(4L, 1L);
  }

  @Test
  void aSmallTenantsEntriesInALongLogTakeFewRequests() {
    TreeSet<Long> log = new TreeSet<>(List.of(3L, 7_000_000L));
    assertThat(read(log, 8_000_000)).containsExactly(7_000_000L, 3L);
    assertThat(requests).isLessThan(25);
  }

  @Test
  void anEmptyLogIsAtItsEnd() {
    assertThat(read(new TreeSet<>(), 0)).isEmpty();
    assertThat(requests).isZero();
  }
}
