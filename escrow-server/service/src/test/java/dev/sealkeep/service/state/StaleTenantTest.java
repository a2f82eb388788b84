package dev.sealkeep.service.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.hierarchy.NewTenant;
import dev.sealkeep.keystore.hierarchy.RotatedTenant;
import dev.sealkeep.keystore.store.TenantRow;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.LogScene;
import dev.sealkeep.service.harness.ManualClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleTenantTest {
  @TempDir Path data;

  @Test
  void theGenuineRowOfBeforeTheTenantsKekWasRotatedIsStale() {
    SecureRandom random = new SecureRandom();
    try (LogScene scene = new LogScene(data.resolve("log"), new ManualClock())) {
      scene.tenant("acme", Guest.POLICY);
      List<Object> older =
          scene.database().rows("SELECT * FROM tenant WHERE tenant = 'acme'").getFirst();
      TenantRow row = scene.store().read(snapshot -> snapshot.tenant("acme").orElseThrow());
      try (RotatedTenant rotated = scene.hierarchy().rotateTenantKek(row)) {
        NewTenant secrets = new NewTenant(rotated.wrapped(), rotated.keys());
        scene.commit(appender -> StateWriter.putTenant(appender, "acme", secrets, random));
      }
      assertThat(usable(scene)).isInstanceOf(Workload.Usable.Ready.class);

      assertThat(scene.database().change("DELETE FROM tenant WHERE tenant = 'acme'")).isEqualTo(1);
      scene.database().insert("tenant", older);

      assertThat(usable(scene)).isEqualTo(new Workload.Usable.Faulty(StateFault.ROW_STALE));
    }
  }

  private static Workload.Usable usable(LogScene scene) {
    return scene
        .store()
        .read(snapshot -> scene.reader().workload(snapshot, "acme", "disk", OptionalInt.empty()))
        .usable();
  }
}
