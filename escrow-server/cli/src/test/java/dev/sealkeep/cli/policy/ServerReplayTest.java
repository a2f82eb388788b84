package dev.sealkeep.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.harness.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sealkeep policy replay --from-server} over what a real server recorded. */
final class ServerReplayTest {
  private static final byte[] OTHER = Guest.measurement(0x13);
  private static final String OTHER_HEX = HexFormat.of().formatHex(OTHER);
  private static final String ROW = "simulated-amd-sev-snp measurement ";

  @TempDir private static Path data = Path.of("");
  private static Scene scene;

  /** A node with two releases of the key {@code disk} and one denial, the tenant acme's. */
  private record Scene(Node node, Path folder, List<String> released, String denied)
      implements AutoCloseable {
    static Scene start(Path folder) throws IOException {
      Node node = Node.start(folder.resolve("node"));
      Operator operator = node.operator();
      node.scene(operator, "acme");
      node.scene(operator, "neighbour");
      Files.writeString(folder.resolve("token"), node.token() + "\n");
      Files.writeString(folder.resolve("same.policy"), Guest.POLICY);
      Files.writeString(
          folder.resolve("stricter.policy"), Guest.POLICY.replace("vmpl == 0", "guest_svn >= 200"));
      Files.writeString(folder.resolve("builds"), ROW + Guest.GOOD_HEX + "\n");
      Files.writeString(
          folder.resolve("more-builds"), ROW + Guest.GOOD_HEX + "\n" + ROW + OTHER_HEX + "\n");
      Files.write(folder.resolve("root"), Simulation.genoa().ark());
      List<String> released = new ArrayList<>();
      for (int chip = 1; chip <= 2; chip++) {
        HttpAnswer answer =
            new Guest(node.http(), Guest.source(Guest.GOOD, chip)).ask("acme", "disk");
        released.add(answer.json().getString("decision_id"));
      }
      HttpAnswer denied = new Guest(node.http(), OTHER).ask("acme", "disk");
      return new Scene(node, folder, released, denied.json().getString("decision"));
    }

    Outcome replay(String policy, String builds, String... more) {
      String[] arguments =
          Stream.concat(
                  Stream.of(
                      "policy", "replay", file(policy), "--reference", "builds=" + file(builds)),
                  Arrays.stream(more))
              .toArray(String[]::new);
      return new CommandRun()
          .with("SEALKEEP_SERVER", "https://127.0.0.1:" + node.server().port())
          .with("SEALKEEP_CA", node.server().caFile().toString())
          .with("SEALKEEP_TOKEN_FILE", file("token"))
          .with("SEALKEEP_TENANT", "acme")
          .run(arguments);
    }

    String file(String name) {
      return folder.resolve(name).toString();
    }

    @Override
    public void close() {
      node.close();
    }
  }

  @BeforeAll
  static void start() throws IOException {
    scene = Scene.start(data);
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  private static JsonNode json(Outcome outcome, int exitCode) throws IOException {
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(exitCode);
    return new ObjectMapper().readTree(outcome.out());
  }

  private static void assertCounts(
      JsonNode report, int newlyDenied, int newlyAdmitted, int denied, int permitted) {
    JsonNode counts = report.path("counts");
    assertThat(counts.path("newly_denied").asInt(-1)).as(report.toString()).isEqualTo(newlyDenied);
    assertThat(counts.path("newly_admitted").asInt(-1)).isEqualTo(newlyAdmitted);
    assertThat(counts.path("still_denied").asInt(-1)).isEqualTo(denied);
    assertThat(counts.path("still_permitted").asInt(-1)).isEqualTo(permitted);
  }

  @Test
  void thePolicyInForceDecidesAsItDid() throws IOException {
    Outcome outcome = scene.replay("same.policy", "builds", "--from-server", "--output", "json");
    assertCounts(json(outcome, 0), 0, 0, 1, 2);
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void aStricterPolicyShowsWhoseDiskWouldStayShut() throws IOException {
    Outcome outcome =
        scene.replay("stricter.policy", "builds", "--from-server", "--output", "json");
    JsonNode report = json(outcome, 1);
    assertCounts(report, 2, 0, 1, 0);
    JsonNode group = report.path("groups").path(0);
    assertThat(group.path("conditions").path(0).path("text").asText())
        .isEqualTo("guest_svn >= 200");
    assertThat(group.path("examples").valueStream().map(JsonNode::asText))
        .as("the newest first")
        .containsExactly(scene.released().getLast(), scene.released().getFirst());
  }

  @Test
  void aWiderSetShowsWhoWouldBeAdmitted() throws IOException {
    Outcome outcome =
        scene.replay("same.policy", "more-builds", "--from-server", "--output", "json");
    JsonNode report = json(outcome, 1);
    assertCounts(report, 0, 1, 0, 2);
    JsonNode group = report.path("groups").path(0);
    assertThat(group.path("reason").asText()).isEqualTo("policy.no-permit-matched");
    assertThat(group.path("examples").path(0).asText()).isEqualTo(scene.denied());
  }

  @Test
  void theArchivedEvidenceVerifiesAnewOverItsTranscript() throws IOException {
    String[] anew = {"--from-server", "--reverify", "--output", "json"};
    JsonNode untrusted = json(scene.replay("same.policy", "builds", anew), 1);
    assertThat(untrusted.path("counts").path("not_replayable").asInt()).isEqualTo(3);
    assertThat(untrusted.path("groups").path(0).path("reason").asText())
        .isEqualTo("snp.chain.untrusted_root");

    String[] trusting = Arrays.copyOf(anew, anew.length + 2);
    trusting[anew.length] = "--trust";
    trusting[anew.length + 1] = "simulated-amd-sev-snp=" + scene.file("root");
    assertCounts(json(scene.replay("same.policy", "builds", trusting), 0), 0, 0, 1, 2);
  }

  @Test
  void whatIsSavedReplaysOfflineAsItDidFromTheServer() throws IOException {
    Path saved = data.resolve("saved");
    Outcome online =
        scene.replay(
            "stricter.policy",
            "builds",
            "--from-server",
            "--save",
            saved.toString(),
            "--limit",
            "2");
    assertThat(online.exitCode()).as(online.err()).isEqualTo(1);
    String[] offline = {"--dir", saved.toString(), "--output", "json"};
    assertCounts(json(scene.replay("stricter.policy", "builds", offline), 1), 1, 0, 1, 0);
    String[] anew = {
      "--dir",
      saved.toString(),
      "--output",
      "json",
      "--reverify",
      "--trust",
      "simulated-amd-sev-snp=" + scene.file("root")
    };
    assertCounts(json(scene.replay("stricter.policy", "builds", anew), 1), 1, 0, 1, 0);

    Outcome again =
        scene.replay("same.policy", "builds", "--from-server", "--save", saved.toString());
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("cannot write attestations", "Name a new folder");
  }

  @Test
  void anotherTenantSeesNothingOfIt() {
    Outcome neighbour =
        scene.replay("same.policy", "builds", "--from-server", "--tenant", "neighbour");
    assertThat(neighbour.exitCode()).isEqualTo(2);
    assertThat(neighbour.err()).contains("nothing to replay");
    Outcome nobody = scene.replay("same.policy", "builds", "--from-server", "--tenant", "nobody");
    assertThat(nobody.exitCode()).isEqualTo(5);
    assertThat(neighbour.out() + nobody.out()).isEmpty();
  }

  @Test
  void timeKeyAndNumberSelect() throws IOException {
    String[] newest = {"--from-server", "--limit", "1", "--output", "json"};
    assertCounts(json(scene.replay("same.policy", "builds", newest), 0), 0, 0, 1, 0);
    String[] past = {"--from-server", "--until", "2026-01-01T00:00:00Z"};
    String[] future = {"--from-server", "--since", "2126-01-01T00:00:00Z"};
    String[] other = {"--from-server", "--key", "none"};
    for (String[] nothing : List.of(past, future, other)) {
      assertThat(scene.replay("same.policy", "builds", nothing).exitCode()).isEqualTo(2);
    }
  }

  @Test
  void whatWasLostOrChangedInTheArchiveCannotBeReplayedAndSaysSo(@TempDir Path folder)
      throws IOException {
    try (Scene damaged = Scene.start(folder)) {
      Database database = new Database(folder.resolve("node"));
      // As decisions of a release that kept no claims are.
      assertThat(database.change("UPDATE decision SET claims = NULL")).isEqualTo(3);
      String[] trusting = {
        "--from-server",
        "--output",
        "json",
        "--trust",
        "simulated-amd-sev-snp=" + damaged.file("root")
      };
      assertCounts(json(damaged.replay("same.policy", "builds", trusting), 0), 0, 0, 1, 2);

      List<byte[]> reports =
          database.rows("SELECT digest FROM evidence WHERE length(evidence_blob) = 1184").stream()
              .map(row -> (byte[]) row.getFirst())
              .toList();
      assertThat(reports).hasSize(3);
      database.change("DELETE FROM evidence WHERE digest = ?", reports.getFirst());
      database.change(
          "UPDATE evidence SET evidence_blob = zeroblob(1184) WHERE digest = ?", reports.getLast());
      JsonNode report = json(damaged.replay("same.policy", "builds", trusting), 1);
      assertThat(report.path("counts").path("not_replayable").asInt()).isEqualTo(2);
      assertThat(report.path("groups").valueStream().map(group -> group.path("reason").asText()))
          .contains("replay.blob_missing", "replay.blob_damaged");
    }
  }
}
