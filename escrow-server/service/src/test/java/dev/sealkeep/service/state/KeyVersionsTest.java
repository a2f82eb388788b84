package dev.sealkeep.service.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.keystore.store.KeyRow;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.LogScene;
import dev.sealkeep.service.harness.ManualClock;
import dev.sealkeep.service.http.ProblemException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyVersionsTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path data;

  @Test
  void aKeyWithAllTheVersionsItMayHaveGetsNoMoreAndIsReleasedAsBefore() {
    try (LogScene scene = new LogScene(data.resolve("log"), new ManualClock())) {
      scene.tenant("acme", Guest.POLICY);
      StateWriter states = new StateWriter(scene.reader(), RANDOM, 3);
      assertThat(rotated(scene, states).currentVersion()).isEqualTo(2);
      assertThat(rotated(scene, states).currentVersion()).isEqualTo(3);

      assertThatThrownBy(() -> rotated(scene, states))
          .rootCause()
          .isInstanceOfSatisfying(
              ProblemException.class,
              refused ->
                  assertThat(refused.problem().detail())
                      .isEqualTo(
                          "The key has 3 versions, the most it may have; create a new key and"
                              + " enroll its disks for that."));
      assertThat(released(scene, OptionalInt.empty())).isEqualTo(3);
      assertThat(released(scene, OptionalInt.of(1))).isEqualTo(1);
    }
  }

  private static KeyRow rotated(LogScene scene, StateWriter states) {
    try (SecretBytes key = SecretBytes.random(RANDOM, 32)) {
      return scene.commit(states.rotateKey("acme", "disk", key)).value();
    }
  }

  private static int released(LogScene scene, OptionalInt wanted) {
    Workload.Usable usable =
        scene
            .store()
            .peek(snapshot -> scene.reader().workload(snapshot, "acme", "disk", wanted).usable());
    return switch (usable) {
      case Workload.Usable.Ready ready -> ready.version().version();
      case Workload.Usable.Faulty(StateFault fault) -> throw new AssertionError(fault);
    };
  }
}
