package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.service.harness.Answers;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.ManualClock;
import dev.sealkeep.service.harness.Node;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused is recorded too, and a flood of it cannot grow the log (invariant 1). */
class RecordedDenialsTest {
  private static final int QUOTA = 2;

  @TempDir Path data;

  @Test
  void denialsHaveEntriesUpToTheQuotaAndAreCountedPastItAsUnverifiedRequestsAlwaysAre() {
    Database database = new Database(data);
    try (Node node = Node.start(data, new ManualClock(), c -> c.withDenialsPerMinute(QUOTA))) {
      node.scene(node.operator(), "acme");
      Guest wrong = new Guest(node.http(), Guest.measurement(0x13));
      for (int i = 0; i < QUOTA + 3; i++) {
        assertThat(wrong.ask("acme", "disk").status()).isEqualTo(403);
      }
      // Another chip has a quota of its own; so has a tenant that does not exist.
      assertThat(
              new Guest(node.http(), Guest.source(Guest.measurement(0x13), 2))
                  .ask("acme", "disk")
                  .status())
          .isEqualTo(403);
      for (int i = 0; i < QUOTA + 1; i++) {
        assertThat(wrong.ask("nobody", "disk").status()).isEqualTo(403);
      }
      for (int i = 0; i < 4; i++) {
        assertThat(unverified(wrong).status()).isEqualTo(403);
      }

      assertThat(denials(database, "acme")).isEqualTo(QUOTA + 1);
      assertThat(denials(database, Entry.DUMMY_TENANT)).isEqualTo(QUOTA);
      assertThat(counts(database)).isEmpty();
    }

    assertThat(counts(database))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.tenant()).isEqualTo(Entry.SYSTEM_TENANT);
              assertThat(entry.denied()).isEqualTo(3 + 1);
              assertThat(entry.unverified()).isEqualTo(4);
            });
    assertThat(database.number("SELECT count(*) FROM decision")).isEqualTo(QUOTA + 1 + QUOTA);
    assertThat(database.number("SELECT count(*) FROM log_entry WHERE tenant = 'nobody'")).isZero();
    Entry.Denial unknown =
        (Entry.Denial)
            Entry.decode(
                    database.bytes(
                        "SELECT entry FROM log_entry WHERE tenant = '_dummy' AND kind = 'denial'"))
                .toOptional()
                .orElseThrow();
    assertThat(unknown.reason()).isEqualTo("key.unknown");
    assertThat(unknown.decision().key().value()).isEqualTo("dummy");
  }

  @Test
  void aFloodOfMadeUpTenantsGrowsTheLogByItsQuotaAndOneEntryOfCounts() {
    int flood = 3 * QUOTA * EntryQuota.TENANTS;
    Database database = new Database(data);
    long before;
    try (Node node = Node.start(data, new ManualClock(), c -> c.withDenialsPerMinute(QUOTA))) {
      node.scene(node.operator(), "acme");
      before = database.number("SELECT count(*) FROM log_entry");
      Guest wrong = new Guest(node.http(), Guest.measurement(0x13));
      for (int i = 0; i < flood; i++) {
        assertThat(wrong.ask("made-up-" + i, "disk").status()).isEqualTo(403);
        if (i == flood / 2) {
          assertThat(new Guest(node.http(), Guest.GOOD).ask("acme", "disk").status())
              .as("a good guest in the middle of it, on the same chip")
              .isEqualTo(200);
        }
      }

      assertThat(denials(database, Entry.DUMMY_TENANT)).isEqualTo(QUOTA * EntryQuota.TENANTS);
    }
    assertThat(database.number("SELECT count(*) FROM log_entry") - before)
        .as("the denials with an entry, a release, and the counts")
        .isEqualTo(QUOTA * EntryQuota.TENANTS + 2);
    assertThat(counts(database))
        .singleElement()
        .satisfies(
            entry -> assertThat(entry.denied()).isEqualTo(flood - QUOTA * EntryQuota.TENANTS));
  }

  private static HttpAnswer unverified(Guest guest) {
    ReleaseRequest request = guest.prepare("acme", "disk", Kem.X25519).request();
    return guest.send(Answers.withChallenge(request, guest.challenge()));
  }

  private static long denials(Database database, String tenant) {
    return database.number(
        "SELECT count(*) FROM log_entry WHERE tenant = ? AND kind = 'denial'", tenant);
  }

  private static List<Entry.Counts> counts(Database database) {
    return database.rows("SELECT entry FROM log_entry WHERE kind = 'counts'").stream()
        .map(row -> Entry.decode((byte[]) row.getFirst()).toOptional().orElseThrow())
        .map(Entry.Counts.class::cast)
        .toList();
  }
}
