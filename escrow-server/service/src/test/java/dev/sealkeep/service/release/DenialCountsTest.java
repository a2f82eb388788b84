package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.service.harness.HeldStore;
import dev.sealkeep.service.harness.LogScene;
import dev.sealkeep.service.harness.ManualClock;
import dev.sealkeep.service.log.Recorded;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenialCountsTest {
  @TempDir Path data;
  private final ManualClock clock = new ManualClock();
  private LogScene scene;
  private DenialCounts counts;

  @BeforeEach
  void open() {
    scene = new LogScene(data.resolve("log"), clock);
    counts = new DenialCounts(clock, new SecureRandom());
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private CompletableFuture<Optional<Recorded<Boolean>>> flush() {
    return counts.flush(scene.writer(), scene.tenants().system());
  }

  private Entry.Counts recorded() {
    return (Entry.Counts) flush().join().orElseThrow().entries().getFirst().appended().entry();
  }

  @Test
  void nothingCountedIsNothingRecorded() {
    assertThat(flush().join()).isEmpty();
  }

  @Test
  void whatWasCountedIsRecordedOnceWithItsTime() {
    long from = clock.instant().toEpochMilli();
    counts.denied();
    counts.unverified();
    counts.unverified();
    clock.move(Duration.ofMinutes(1));

    Entry.Counts entry = recorded();

    assertThat(entry.denied()).isEqualTo(1);
    assertThat(entry.unverified()).isEqualTo(2);
    assertThat(entry.fromMillis()).isEqualTo(from);
    assertThat(entry.toMillis()).isEqualTo(clock.instant().toEpochMilli());
    assertThat(entry.tenant()).isEqualTo(Entry.SYSTEM_TENANT);
    assertThat(flush().join()).isEmpty();
  }

  @Test
  void whatCouldNotBeRecordedIsInTheNextEntryWithItsTime() {
    long from = clock.instant().toEpochMilli();
    counts.denied();
    counts.unverified();
    clock.move(Duration.ofMinutes(1));
    scene.store().next(HeldStore.Fate.UNAVAILABLE);
    assertThat(flush().handle((value, failure) -> failure).join())
        .hasRootCauseInstanceOf(StoreUnavailableException.class);
    counts.denied();
    clock.move(Duration.ofMinutes(1));

    Entry.Counts entry = recorded();

    assertThat(entry.denied()).isEqualTo(2);
    assertThat(entry.unverified()).isEqualTo(1);
    assertThat(entry.fromMillis()).isEqualTo(from);
    assertThat(entry.toMillis()).isEqualTo(clock.instant().toEpochMilli());
  }
}
