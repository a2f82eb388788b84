package dev.sealkeep.service.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.ledger.audit.TenantAuditor;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.NodeProcess;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGKILL at random moments under load. The system property {@code sealkeep.kills} sets the number
 * of rounds.
 */
class KillTest {
  private static final Logger LOG = LoggerFactory.getLogger(KillTest.class);
  private static final int ROUNDS = Integer.getInteger("sealkeep.kills", 3);
  private static final long SEED = Long.getLong("sealkeep.kills.seed", 20_261_123L);
  private static final int EARLIEST_MILLIS = 200;
  private static final int LATEST_MILLIS = 1_500;

  @TempDir Path directory;

  private final History history = new History();
  private final Random random = new Random(SEED);
  private final List<Long> starts = new ArrayList<>();

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void killedUnderLoadTheNodeKeepsEveryPromise() {
    NodeProcess node = start();
    try {
      String token = node.token().orElseThrow();
      JsonObject tenant = scene(new Operator(node.http(), token));
      for (int round = 1; round <= ROUNDS; round++) {
        live(node, new Operator(node.http(), token), tenant, round);
        node.close();
        node = start();
        verify(new Operator(node.http(), token), tenant, round);
      }
    } finally {
      node.close();
    }
    assertThat(history.released()).as("the load must bring releases").isNotEmpty();
    LOG.info(
        "{} kills: {} keys, {} releases, {} checkpoints; ready after {} ms",
        ROUNDS,
        history.acknowledged().size(),
        history.released().size(),
        history.checkpoints().size(),
        starts);
  }

  private NodeProcess start() {
    NodeProcess node = NodeProcess.start(directory.resolve("node"), directory.resolve("node.log"));
    starts.add(node.readyMillis());
    return node;
  }

  private static JsonObject scene(Operator operator) {
    JsonObject tenant = operator.createTenant("acme");
    operator.putReference(
        "acme", "builds", "simulated-amd-sev-snp measurement " + Guest.GOOD_HEX + "\n");
    operator.putPolicy("acme", "root", Guest.POLICY);
    return tenant;
  }

  private void live(NodeProcess node, Operator operator, JsonObject tenant, int round) {
    Load load = Load.start(node.http(), operator, tenant, history, "k" + round, random.nextLong());
    Duration life = Duration.ofMillis(random.nextInt(EARLIEST_MILLIS, LATEST_MILLIS + 1));
    assertThat(node.survives(life)).as("round %d: the node runs on its own", round).isTrue();
    load.expectDeath();
    node.kill();
    assertThat(load.join()).as("round %d, seed %d: answers", round, SEED).isEmpty();
  }

  private void verify(Operator operator, JsonObject tenant, int round) {
    Observed observed = Observed.of(operator, "acme");
    assertThat(HistoryChecker.check(history, observed))
        .as("round %d, seed %d", round, SEED)
        .isEmpty();
    byte[] tenantKey = Base64Url.decode(tenant.getString("tenant_key")).orElseThrow();
    try (SecretBytes key = SecretBytes.owning(tenantKey)) {
      assertThat(
              TenantAuditor.check("acme", key, observed.leaves().iterator(), observed.held())
                  .findings())
          .as("round %d, seed %d: the tenant's audit", round, SEED)
          .isEmpty();
    }
    history.settle(observed.keys());
  }
}
