package dev.sealkeep.service.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Invariants 1 and 9 on a failing disk: no acknowledged write is lost, nothing is released that is
 * not durable. {@code ops/fault-test/storage} runs the same by hand.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StorageTest {
  private static final Logger LOG = LoggerFactory.getLogger(StorageTest.class);
  private static final long SEED = 20_261_128L;

  private StorageCampaign campaign;

  @BeforeAll
  void open(@TempDir Path directory) {
    campaign =
        new StorageCampaign(
            directory, FaultyDisk.compile(directory).orElseGet(StorageTest::withoutCompiler), SEED);
  }

  private static FaultyDisk withoutCompiler() {
    if ("all".equals(System.getProperty("sealkeep.require"))) {
      throw new IllegalStateException("there is no gcc");
    }
    return abort("there is no gcc to compile the faulty disk with");
  }

  @AfterAll
  void close() {
    if (campaign != null) {
      campaign.close();
    }
  }

  private static void assertKept(StorageCampaign.Finding finding) {
    LOG.info("{}", finding);
    assertThat(finding.broken()).as(finding.scenario()).isEmpty();
  }

  /** One node meets them one after the other. */
  @ParameterizedTest
  @EnumSource
  @Order(1)
  void everyPromiseIsKeptThrough(StorageFault fault) {
    assertKept(campaign.meet(fault));
  }

  @Test
  @Order(2)
  void aWalThatLostAnAcknowledgedCommitIsRefusedAndATornTailIsLeftOut() {
    assertKept(campaign.tearWal());
  }
}
