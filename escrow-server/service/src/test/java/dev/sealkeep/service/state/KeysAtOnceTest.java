package dev.sealkeep.service.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.hierarchy.Fingerprint;
import dev.sealkeep.keystore.store.KeyRow;
import dev.sealkeep.keystore.store.KeyVersionRow;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.harness.HeldStore;
import dev.sealkeep.service.harness.LogScene;
import dev.sealkeep.service.harness.ManualClock;
import dev.sealkeep.service.http.ProblemException;
import dev.sealkeep.service.log.Recorded;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that are created at the same time are written together, and each fails for itself. */
class KeysAtOnceTest {
  private static final String POLICY =
      "sealkeep 1\npolicy root { permit amd-sev-snp { vmpl == 0 } }\n";

  @TempDir Path data;

  @Test
  void aKeyThatExistsFailsAloneAmongThoseOfItsTransaction() {
    List<SecretBytes> secrets = new ArrayList<>();
    List<CompletableFuture<Recorded<KeyRow>>> created = new ArrayList<>();
    try (LogScene scene = new LogScene(data, new ManualClock())) {
      scene.tenant("acme", POLICY);
      int before = scene.store().transactions();
      HeldStore.Hold hold = scene.store().hold();
      var first = scene.writer().submit(_ -> true);
      hold.awaitReached();
      // All of these wait for one transaction; "disk" exists, and so does then a second "disk-3".
      for (String name : List.of("disk-1", "disk-2", "disk-3", "disk", "disk-3", "disk-4")) {
        SecretBytes secret = SecretBytes.random(new SecureRandom(), 32);
        secrets.add(secret);
        created.add(scene.writer().submit(scene.states().createKey("acme", name, "root", secret)));
      }
      hold.release();
      assertThat(first.join().value()).isTrue();

      for (int i : List.of(0, 1, 2, 5)) {
        assertThat(created.get(i).join().value().currentVersion()).isEqualTo(1);
      }
      for (int i : List.of(3, 4)) {
        assertThat(created.get(i))
            .failsWithin(Duration.ofSeconds(20))
            .withThrowableThat()
            .withCauseInstanceOf(ProblemException.class);
      }
      assertThat(scene.store().transactions() - before).isEqualTo(2);
      for (int i : List.of(0, 1, 2, 5)) {
        assertThat(stored(scene, created.get(i).join().value()))
            .isEqualTo(Fingerprint.of(secrets.get(i)));
      }
    }
  }

  private static Fingerprint stored(LogScene scene, KeyRow key) {
    List<KeyVersionRow> versions =
        scene.store().read(snapshot -> snapshot.keyVersions(key.tenant(), key.name()));
    try (SecretBytes opened = scene.keysOf(key.tenant()).unwrapKey(versions.getFirst())) {
      return Fingerprint.of(opened);
    }
  }
}
