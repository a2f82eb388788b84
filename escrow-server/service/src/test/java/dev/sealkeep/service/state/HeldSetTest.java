package dev.sealkeep.service.state;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.hierarchy.ContentDigests;
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
  private static final String OTHER =
      "simulated-amd-sev-snp measurement %s\n".formatted("ee".repeat(48));

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
  void theTextIsNotReadAgain() {
    assertThat(reads()).containsExactly("releaseRows", "referenceStamp");
  }

  @Test
  void itIsReadAgainAfterAWhile() {
    nanos += StateReader.HELD.toNanos();

    assertThat(reads()).containsExactly("releaseRows", "reference");
    assertThat(reads()).containsExactly("releaseRows", "referenceStamp");
  }

  @Test
  void anotherVersionIsRead() {
    scene.commit(scene.states().putReference("acme", "builds", OTHER));

    assertThat(set().digest()).isEqualTo(HexFormat.of().formatHex(ContentDigests.reference(OTHER)));
    assertThat(reads()).containsExactly("releaseRows", "referenceStamp");
  }

  @Test
  void anEditedTextDoesNotCountAndIsForgedOnceItIsRead() {
    String genuine = set().digest();
    scene.database().change("UPDATE reference_set SET reference_rows = ?", OTHER);

    assertThat(set().digest()).isEqualTo(genuine);
    nanos += StateReader.HELD.toNanos();
    assertThat(usable()).isEqualTo(new Workload.Usable.Faulty(StateFault.ROW_FORGED));
  }

  @Test
  void anEditedTextWithItsDigestMadeToFitIsForgedAtOnce() {
    scene
        .database()
        .change(
            "UPDATE reference_set SET reference_rows = ?, digest = ?",
            OTHER,
            ContentDigests.reference(OTHER));

    assertThat(usable()).isEqualTo(new Workload.Usable.Faulty(StateFault.ROW_FORGED));
  }

  @Test
  void anotherMacIsForgedAtOnce() {
    scene.database().change("UPDATE reference_set SET mac = ?", new byte[32]);

    assertThat(usable()).isEqualTo(new Workload.Usable.Faulty(StateFault.ROW_FORGED));
  }

  @Test
  void theHeldVersionIsStaleOnceThereIsANewerOne() {
    scene.commit(scene.states().putReference("acme", "builds", OTHER));
    scene.database().change("DELETE FROM reference_set WHERE version = 2");

    assertThat(usable()).isEqualTo(new Workload.Usable.Faulty(StateFault.ROW_STALE));
  }

  @Test
  void aDeletedSetIsMissing() {
    scene.database().change("DELETE FROM reference_set");

    assertThat(usable()).isEqualTo(new Workload.Usable.Faulty(StateFault.ROW_MISSING));
  }

  private ReferenceSet set() {
    return switch (usable()) {
      case Workload.Usable.Ready ready -> requireNonNull(ready.references().get("builds"));
      case Workload.Usable.Faulty(StateFault fault) -> throw new AssertionError(fault);
    };
  }

  private Workload.Usable usable() {
    return workload(new ArrayList<>()).usable();
  }

  private List<String> reads() {
    List<String> reads = new ArrayList<>();
    assertThat(workload(reads).usable()).isInstanceOf(Workload.Usable.Ready.class);
    return reads;
  }

  private Workload workload(List<String> reads) {
    return scene
        .store()
        .peek(
            snapshot ->
                reader.workload(
                    NotedSnapshot.of(snapshot, (method, _) -> reads.add(method)),
                    "acme",
                    "disk",
                    OptionalInt.empty()));
  }
}
