package dev.sealkeep.service.state;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.keystore.hierarchy.ContentDigests;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.LogScene;
import dev.sealkeep.service.harness.ManualClock;
import dev.sealkeep.service.harness.NotedSnapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a set that was read before spares, and what it must not hide. */
class HeldSetTest {
  private static final String OTHER = text("ee".repeat(48));
  private static final String LOST = text("dd".repeat(48));
  private static final String GENUINE = text(Guest.GOOD_HEX);

  @TempDir Path data;
  private LogScene scene;
  private long nanos;
  private StateReader reader;

  @BeforeEach
  void open() {
    scene = new LogScene(data.resolve("log"), new ManualClock());
    scene.tenant("acme", Guest.POLICY);
    reader = StateReader.of(scene.writer().state(), scene.tenants(), () -> nanos);
    assertThat(usable()).isInstanceOf(Workload.Usable.Ready.class);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void itIsNotReadAgain() {
    assertThat(reads()).containsExactly("releaseRows");
  }

  @Test
  void itIsReadAgainAfterAWhile() {
    nanos += StateReader.HELD.toNanos();

    assertThat(reads()).containsExactly("releaseRows", "reference");
    assertThat(reads()).containsExactly("releaseRows");
  }

  @Test
  void anotherVersionIsRead() {
    scene.commit(scene.states().putReference("acme", "builds", OTHER));

    assertThat(set().digest()).isEqualTo(digest(OTHER));
    assertThat(reads()).containsExactly("releaseRows");
  }

  @Test
  void anotherTenantsSetOfTheSameNameIsAnother() {
    scene.tenant("other", Guest.POLICY);
    scene.commit(scene.states().putReference("other", "builds", OTHER));

    assertThat(set("other").digest()).isEqualTo(digest(OTHER));
    assertThat(set("acme").digest()).isNotEqualTo(digest(OTHER));
  }

  /** The second text has the index and the version that the first would have had. */
  @Test
  void whatATransactionReadThatDidNotCommitIsNotHeld() {
    assertThatThrownBy(
            () ->
                scene.commit(
                    appender -> {
                      var _ = scene.states().putReference("acme", "builds", LOST).write(appender);
                      Workload.Usable own =
                          read(reader.within(appender), appender.transaction(), "acme");
                      assertThat(setOf(own).digest()).isEqualTo(digest(LOST));
                      throw new IllegalStateException("lost");
                    }))
        .hasRootCauseMessage("lost");
    scene.commit(scene.states().putReference("acme", "builds", OTHER));

    assertThat(set().digest()).isEqualTo(digest(OTHER));
  }

  @Test
  void anEditedTextDoesNotCountAndIsForgedOnceItIsRead() {
    scene.database().change("UPDATE reference_set SET reference_rows = ?", OTHER);

    countsForAWhileThen(StateFault.ROW_FORGED);
  }

  @Test
  void anEditedTextWithItsDigestMadeToFitIsForgedToo() {
    scene
        .database()
        .change(
            "UPDATE reference_set SET reference_rows = ?, digest = ?",
            OTHER,
            ContentDigests.reference(OTHER));

    countsForAWhileThen(StateFault.ROW_FORGED);
  }

  @Test
  void aDeletedSetIsMissing() {
    scene.database().change("DELETE FROM reference_set");

    countsForAWhileThen(StateFault.ROW_MISSING);
  }

  @Test
  void theHeldVersionIsStaleOnceThereIsANewerOne() {
    scene.commit(scene.states().putReference("acme", "builds", OTHER));
    scene.database().change("DELETE FROM reference_set WHERE version = 2");

    assertThat(usable()).isEqualTo(new Workload.Usable.Faulty(StateFault.ROW_STALE));
  }

  private void countsForAWhileThen(StateFault fault) {
    assertThat(set().digest()).isEqualTo(digest(GENUINE));
    nanos += StateReader.HELD.toNanos();
    assertThat(usable()).isEqualTo(new Workload.Usable.Faulty(fault));
  }

  private static String text(String measurement) {
    return "simulated-amd-sev-snp measurement %s\n".formatted(measurement);
  }

  private static String digest(String text) {
    return HexFormat.of().formatHex(ContentDigests.reference(text));
  }

  private ReferenceSet set() {
    return set("acme");
  }

  private ReferenceSet set(String tenant) {
    return setOf(scene.store().peek(snapshot -> read(reader, snapshot, tenant)));
  }

  private static ReferenceSet setOf(Workload.Usable usable) {
    return switch (usable) {
      case Workload.Usable.Ready ready -> requireNonNull(ready.references().get("builds"));
      case Workload.Usable.Faulty(StateFault fault) -> throw new AssertionError(fault);
    };
  }

  private Workload.Usable usable() {
    return scene.store().peek(snapshot -> read(reader, snapshot, "acme"));
  }

  private List<String> reads() {
    List<String> reads = new ArrayList<>();
    Workload.Usable usable =
        scene
            .store()
            .peek(
                snapshot -> {
                  Snapshot noted = NotedSnapshot.of(snapshot, (method, _) -> reads.add(method));
                  return read(reader, noted, "acme");
                });
    assertThat(usable).isInstanceOf(Workload.Usable.Ready.class);
    return reads;
  }

  private static Workload.Usable read(StateReader reader, Snapshot snapshot, String tenant) {
    return reader.workload(snapshot, tenant, "disk", OptionalInt.empty()).usable();
  }
}
