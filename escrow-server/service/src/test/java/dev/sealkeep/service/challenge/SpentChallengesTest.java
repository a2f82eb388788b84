package dev.sealkeep.service.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.service.harness.LogScene;
import dev.sealkeep.service.harness.ManualClock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A challenge's mark outlives every chance to use the challenge again, and no more. */
class SpentChallengesTest {
  private static final Duration AGE = Challenge.LIFETIME.plus(SpentChallenges.KEPT);

  @TempDir Path data;
  private final ManualClock clock = new ManualClock();
  private LogScene scene;

  @BeforeEach
  void open() {
    scene = new LogScene(data, clock);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void spend(int first, int count) {
    CompletableFuture<Boolean> spent =
        scene
            .store()
            .transact(
                transaction -> {
                  for (int i = first; i < first + count; i++) {
                    byte[] random = ByteBuffer.allocate(32).putInt(i).array();
                    transaction.spendUnspentChallenge(random, transaction.now());
                  }
                  return true;
                });
    assertThat(spent.join()).isTrue();
  }

  private void appendAfter(Duration wait) {
    clock.move(wait);
    long _ = scene.commit(scene::append).value();
  }

  private long marksAfterForgetting() {
    int _ = SpentChallenges.forgetOld(scene.store()).join();
    return scene.database().number("SELECT count(*) FROM spent_challenge");
  }

  @Test
  void everyOldMarkIsForgottenAndNoYoungOne() {
    spend(0, 2 * SpentChallenges.AT_ONCE + 1);
    clock.move(Duration.ofMillis(1));
    spend(-7, 7);
    appendAfter(AGE);

    int before = scene.store().transactions();
    assertThat(marksAfterForgetting()).isEqualTo(7);
    assertThat(scene.store().transactions() - before).isEqualTo(3);
    appendAfter(Duration.ofMillis(1));
    assertThat(marksAfterForgetting()).isZero();
  }

  /** A clock that runs ahead and is set back must not make a challenge young whose mark is gone. */
  @Test
  void aClockAloneMakesNoMarkOld() {
    spend(0, 1);
    clock.move(AGE.multipliedBy(9));
    assertThat(marksAfterForgetting()).isEqualTo(1);
  }
}
