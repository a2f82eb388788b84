package dev.sealkeep.cli.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.keystore.store.postgresql.PostgresqlServer;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.server.StartRefusedException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code sealkeep store copy} with a real node before and after. */
@Timeout(180)
final class StoreCopyCommandTest {
  @TempDir private static Path shared = Path.of("");
  private static StoppedNode original;

  @TempDir private Path own;
  private StoppedNode node;
  private PostgresqlServer server;

  @BeforeAll
  static void make() {
    original = StoppedNode.make(shared.resolve("node"));
  }

  @BeforeEach
  void copy() {
    node = original.copy(own.resolve("node"));
    server = PostgresqlServer.shared();
  }

  private String configuration() {
    return node.configuration(server.port()).toString();
  }

  private Outcome run(String... more) {
    String[] arguments = new String[more.length + 6];
    String[] first = {
      "store", "copy", "--from", node.data().toString(), "--to-config", configuration()
    };
    System.arraycopy(first, 0, arguments, 0, first.length);
    System.arraycopy(more, 0, arguments, first.length, more.length);
    return new CommandRun().run(arguments);
  }

  private static void assertSucceeded(Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
  }

  @Test
  void aGuestGetsItsKeyFromTheCopiedDatabase() throws Exception {
    assertSucceeded(run());
    Outcome compared =
        new CommandRun()
            .run("store", "check", "--data", node.data().toString(), "--config", configuration());
    assertSucceeded(compared);
    Files.delete(node.data().resolve("sealkeep.db"));

    try (Node running = node.start(server)) {
      assertThat(StoppedNode.release(running, node.tenant())).isEqualTo(node.key());
    }
    assertSucceeded(new CommandRun().run("store", "check", "--config", configuration()));
  }

  @Test
  void theResultIsTextOrJson() throws Exception {
    assertThat(run().out()).contains("complete", "rows compared", "store on 127.0.0.1:");
    JsonNode again = new ObjectMapper().readTree(run("--output", "json").out());

    assertThat(again.path("complete").asBoolean()).isTrue();
    assertThat(again.path("copied_before").asLong()).isPositive();
    assertThat(again.path("comparison").path("differences").asLong(-1)).isZero();
  }

  @Test
  void aCopyThatIsNotWhatTheSourceIsIsShown() {
    assertSucceeded(run());
    server.execute("UPDATE server_setting SET setting = 'x' WHERE name = 'log-root'");
    Outcome outcome = run();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).contains("changed: server_setting (log-root) in setting");
  }

  @Test
  void aServerRefusesAnUnfinishedCopyAndSaysWhatToDo() {
    assertSucceeded(run());
    server.execute(
        "DELETE FROM log_head;"
            + "INSERT INTO store_copy VALUES (1, '_system', 'log.example.org/x', 1, sha256(''),"
            + " '/srv/sealkeep.db')");

    assertThatThrownBy(() -> node.start(server).close())
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("unfinished copy of /srv/sealkeep.db")
        .hasMessageContaining("sealkeep store copy");
    Outcome check = new CommandRun().run("store", "check", "--config", configuration());
    assertThat(check.exitCode()).isEqualTo(2);
    assertThat(check.err()).contains("store.copy_unfinished");
  }

  @Test
  void aRunningSourceIsRefused() {
    try (Node _ = Node.start(node.data())) {
      Outcome outcome = run();
      assertThat(outcome.exitCode()).isEqualTo(2);
      assertThat(outcome.err()).contains("in use by another server", "store.in_use");
    }
  }

  @Test
  void aConfigurationWithoutADatabaseServerIsRefused() throws Exception {
    Path file = Files.writeString(own.resolve("plain.properties"), "data=" + node.data() + "\n");
    Outcome outcome =
        new CommandRun()
            .run("store", "copy", "--from", "" + node.data(), "--to-config", file.toString());

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("names no database server", "database-hosts");
  }

  @Test
  void aDatabaseServerThatIsAwayIsToldFromAWrongOne() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    Outcome outcome =
        new CommandRun()
            .run(
                "store",
                "copy",
                "--from",
                node.data().toString(),
                "--to-config",
                node.configuration(port).toString());

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(3);
  }
}
