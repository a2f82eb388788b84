package dev.sealkeep.service.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.service.harness.LogScene;
import dev.sealkeep.service.harness.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public checkpoint appears once a minute by the node's clock, whatever becomes of that. */
class PublicLogTest {
  @TempDir Path data;
  private final ManualClock databaseClock = new ManualClock();
  private final ManualClock clock = new ManualClock();
  private LogScene scene;
  private PublicLog log;

  @BeforeEach
  void open() {
    // The writer goes by another clock of the node's than the public log, which is moved here.
    scene = new LogScene(data, databaseClock);
    log = new PublicLog(scene.store(), scene.writer(), clock);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private long newest() {
    return scene.writer().checkpoint().checkpoint().size();
  }

  private long shown() {
    return log.checkpoint().checkpoint().size();
  }

  @Test
  void aNewOneAppearsAfterAMinuteAndNotBefore() {
    long first = shown();
    scene.tenant("acme", "sealkeep 1\npolicy root { permit amd-sev-snp { vmpl == 0 } }\n");
    clock.move(Duration.ofSeconds(59));
    assertThat(shown()).isEqualTo(first).isLessThan(newest());
    clock.move(Duration.ofSeconds(1));
    assertThat(shown()).isEqualTo(newest());
  }

  @Test
  void aClockThatWasFastAndIsSetRightHoldsNothingUp() {
    clock.move(Duration.ofHours(1));
    long early = shown();
    scene.tenant("acme", "sealkeep 1\npolicy root { permit amd-sev-snp { vmpl == 0 } }\n");
    assertThat(shown()).isEqualTo(early);
    clock.move(Duration.ofHours(-1));
    assertThat(shown()).isEqualTo(newest()).isGreaterThan(early);
  }
}
