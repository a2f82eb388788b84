package dev.sealkeep.service.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sealkeep.keystore.hierarchy.TenantKeys;
import dev.sealkeep.keystore.store.FailStop;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.log.LogAppender;
import dev.sealkeep.service.log.LogMemory;
import dev.sealkeep.service.log.LogWriter;
import dev.sealkeep.service.log.Successions;
import dev.sealkeep.service.metrics.EscrowMeters;
import dev.sealkeep.service.state.TenantDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node with a log that is long enough to be remembered from one run to the next. Each test has a
 * copy of the same stopped node.
 */
class LongLogTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int ENTRIES_AT_ONCE = 512;

  @TempDir static Path shared;

  @TempDir Path own;
  private Path data;
  private Path remembered;

  @BeforeAll
  static void run() {
    Path live = shared.resolve("live");
    try (Node node = Node.start(live)) {
      node.scene(node.operator(), "acme");
    }
    lengthen(live);
    // The one that remembers is a node, when it stops.
    Node.start(live).close();
    assertThat(live.resolve("verified-log")).exists();
  }

  /** Has the stopped node's log grow by as much as a node remembers anew after. */
  private static void lengthen(Path data) {
    ServerConfiguration configuration = ServerConfiguration.forData(data);
    try (Installation installation = Installation.openMade(configuration, RANDOM);
        EscrowMeters meters = new EscrowMeters()) {
      Successions successions =
          installation
              .store()
              .read(snapshot -> Successions.read(snapshot, installation.logKeys().root()));
      LogWriter writer =
          new LogOpening(configuration, installation, successions, RANDOM)
              .open(FailStop.NONE, InstantSource.system(), meters)
              .writer();
      TenantKeys system =
          TenantDirectory.open(installation.store(), installation.hierarchy()).system();
      List<CompletableFuture<?>> written = new ArrayList<>();
      for (long entries = 0; entries < LogMemory.SPAN; entries += ENTRIES_AT_ONCE) {
        written.add(writer.submit(appender -> append(appender, system)));
      }
      written.forEach(CompletableFuture::join);
    }
  }

  private static boolean append(LogAppender appender, TenantKeys system) {
    for (int i = 0; i < ENTRIES_AT_ONCE; i++) {
      var _ =
          appender.append(
              DecisionId.random(RANDOM),
              Entry.SYSTEM_TENANT,
              system.tagKey(),
              header -> new Entry.Counts(header, 0, 0, 1, 1));
    }
    return true;
  }

  @BeforeEach
  void copy() {
    data = Database.copy(shared.resolve("live"), own.resolve("node"));
    remembered = data.resolve("verified-log");
  }

  private static void assertReleases(Node node) {
    HttpAnswer answer = new Guest(node.http(), Guest.GOOD).ask("acme", "disk");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  @Test
  void aNodeThatRemembersServesWhatItsLogSays() {
    for (int run = 0; run < 2; run++) {
      try (Node node = Node.start(data)) {
        assertReleases(node);
      }
    }
  }

  @Test
  void aNodeThatForgotReadsItsLog() throws Exception {
    Files.delete(remembered);
    try (Node node = Node.start(data)) {
      assertReleases(node);
    }
    assertThat(remembered).exists();
  }

  @Test
  void anEntryThatWasEditedStopsTheNodeSoonAndKeepsItFromStartingAgain() {
    int changed =
        new Database(data).change("UPDATE log_entry SET tenant = '_dummy' WHERE idx = 3000");
    assertThat(changed).isEqualTo(1);
    try (Node node = Node.start(data)) {
      await().until(() -> node.http().get("/readyz").status() == 503);
    }
    assertThatThrownBy(() -> Node.start(data).close())
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("3000");
  }
}
