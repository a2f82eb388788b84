package dev.sealkeep.cli.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sealkeep store check}: a good store has no finding, and each damage has its own. */
final class StoreCheckCommandTest {
  @TempDir private static Path shared = Path.of("");
  private static StoppedNode original;
  private static StoppedNode later;

  @TempDir private Path own;
  private StoppedNode node;

  @BeforeAll
  static void make() {
    original = StoppedNode.make(shared.resolve("node"));
    later = original.copy(shared.resolve("later"));
    try (Node running = Node.start(later.data())) {
      byte[] _ = StoppedNode.release(running, later.tenant());
    }
  }

  @BeforeEach
  void copy() {
    node = original.copy(own.resolve("node"));
  }

  private Outcome check(String... more) {
    String[] arguments = new String[more.length + 4];
    String[] first = {"store", "check", "--data", node.data().toString()};
    System.arraycopy(first, 0, arguments, 0, first.length);
    System.arraycopy(more, 0, arguments, first.length, more.length);
    return new CommandRun().run(arguments);
  }

  private Set<String> codes() throws Exception {
    Outcome outcome = check("--output", "json");
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
    Set<String> codes = new TreeSet<>();
    for (JsonNode finding :
        new ObjectMapper().readTree(outcome.out()).path("stores").path(0).path("findings")) {
      codes.add(finding.path("code").asText());
    }
    return codes;
  }

  @Test
  void aStoppedNodesStoreIsGood() throws Exception {
    byte[] before = Files.readAllBytes(node.data().resolve("sealkeep.db"));
    Outcome outcome = check();

    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.out()).contains("none", "compared");
    assertThat(Files.readAllBytes(node.data().resolve("sealkeep.db"))).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE log_entry SET salt = zeroblob(32) WHERE idx = 2|store.log.diverged",
        "UPDATE log_head SET root = zeroblob(32)|store.log.diverged",
        "DELETE FROM log_head|store.log.diverged",
        "UPDATE policy SET log_index = 0 WHERE tenant = 'acme'|store.state.stale",
        "DELETE FROM policy WHERE tenant = 'acme' AND version = 2|store.state.stale",
        "UPDATE policy SET source = REPLACE(source, 'vmpl', 'lpmv')|store.state.changed",
        "UPDATE policy SET digest = zeroblob(32)|store.state.changed",
        "UPDATE sealing_key SET enabled = 0|store.state.changed",
        "UPDATE tenant SET wrapped_kek = zeroblob(90)|store.state.changed",
        "DELETE FROM reference_set|store.state.missing",
        "DELETE FROM decision|store.reference.missing",
        "DELETE FROM evidence|store.reference.missing",
        "UPDATE evidence SET evidence_blob = zeroblob(9)|store.evidence.changed",
      })
  void eachDamageHasItsFinding(String sql, String code) throws Exception {
    assertThat(node.database().change(sql)).isPositive();
    assertThat(codes()).containsExactly(code);
  }

  @Test
  void aVersionOfAKeyThatIsGoneIsFoundTwice() throws Exception {
    node.database().change("DELETE FROM sealing_key_version WHERE tenant = 'acme'");
    assertThat(codes()).containsExactly("store.reference.missing", "store.state.changed");
  }

  @Test
  void whatSqliteFindsIsAFinding() throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + node.data().resolve("sealkeep.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA writable_schema = ON");
      assertThat(
              statement.executeUpdate(
                  "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema"
                      + " WHERE name = 'collateral_by_use') WHERE name = 'log_entry_by_tenant'"))
          .isEqualTo(1);
    }
    assertThat(codes()).containsExactly("store.file.damaged");
  }

  @Test
  void anOlderDatabaseIsBehindTheHighWaterFile() throws Exception {
    Files.copy(
        later.data().resolve("high-water"),
        node.data().resolve("high-water"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(codes()).containsExactly("store.log.diverged");
  }

  @Test
  void aDatabaseOfAnotherLogIsNotTheHighWaterFiles() throws Exception {
    try (Node _ = Node.start(own.resolve("other"))) {
      // Its first start is enough.
    }
    Database.replace(own.resolve("other"), node.data());
    assertThat(codes()).containsExactly("store.log.diverged");
  }

  @Test
  void aConfigurationNamesItsDatabaseFileToo() throws Exception {
    Path file = Files.writeString(own.resolve("node.properties"), "data=" + node.data() + "\n");

    assertThat(new CommandRun().run("store", "check", "--config", file.toString()).exitCode())
        .isZero();
  }

  @Test
  void aDatabaseInUseIsRefused() {
    try (Node _ = Node.start(node.data())) {
      assertThat(check().exitCode()).isEqualTo(2);
    }
  }

  @Test
  void nothingToCheckSaysHowToNameIt() {
    Outcome outcome = new CommandRun().run("store", "check");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("--data", "--config");
  }
}
