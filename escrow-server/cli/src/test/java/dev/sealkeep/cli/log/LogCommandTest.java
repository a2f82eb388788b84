package dev.sealkeep.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.Node;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code sealkeep log succeed} and {@code resume}, and what an auditor then sees. */
@Timeout(120)
final class LogCommandTest {
  @TempDir private Path directory = Path.of("");
  private Path data = Path.of("");
  private JsonObject acme = new JsonObject();
  private Path tokenFile = Path.of("");
  private Path tenantKey = Path.of("");

  @BeforeEach
  void loseTheEndOfTheLog() throws IOException {
    data = directory.resolve("node");
    Path backup = directory.resolve("backup");
    try (Node node = Node.start(data)) {
      acme = node.scene(node.operator(), "acme");
      tokenFile = Files.writeString(directory.resolve("token"), node.token());
    }
    tenantKey = directory.resolve("acme.key");
    byte[] key = Base64Url.decode(acme.getString("tenant_key")).orElseThrow();
    Files.writeString(tenantKey, HexFormat.of().formatHex(key) + "\n");
    Files.setPosixFilePermissions(tenantKey, PosixFilePermissions.fromString("rw-------"));
    Database.copy(data, backup);
    try (Node node = Node.start(data)) {
      assertThat(ask(node)).isEqualTo(200);
      assertThat(ask(node)).isEqualTo(200);
      Outcome audited = verify(node);
      assertThat(audited.exitCode()).as(audited.out() + audited.err()).isZero();
    }
    Database.replace(backup, data);
  }

  private static int ask(Node node) {
    return new Guest(node.http(), Guest.GOOD).ask("acme", "disk").status();
  }

  private static Outcome run(Node node, Path tokenFile, String... arguments) {
    return new CommandRun()
        .with("SEALKEEP_SERVER", "https://127.0.0.1:" + node.server().port())
        .with("SEALKEEP_CA", node.server().caFile().toString())
        .with("SEALKEEP_TOKEN_FILE", tokenFile.toString())
        .with("SEALKEEP_TENANT", "acme")
        .run(arguments);
  }

  private Outcome verify(Node node) {
    return run(
        node,
        tokenFile,
        "audit",
        "verify",
        "--tenant-key",
        tenantKey.toString(),
        "--log-root",
        acme.getString("log_root"),
        "--state",
        directory.resolve("state").toString());
  }

  private Outcome succeed(String... more) {
    String[] arguments = new String[more.length + 4];
    String[] first = {"log", "succeed", "--data", data.toString()};
    System.arraycopy(first, 0, arguments, 0, first.length);
    System.arraycopy(more, 0, arguments, first.length, more.length);
    return new CommandRun().run(arguments);
  }

  @Test
  void withoutTheRightNumberItShowsTheGapAndChangesNothing() {
    for (Outcome shown :
        new Outcome[] {succeed(), succeed("--accept-gap", "1"), succeed("--accept-gap", "3")}) {
      assertThat(shown.exitCode()).as(shown.err()).isEqualTo(1);
      assertThat(shown.out())
          .contains("2 entries or more", "revocations", "--accept-gap 2", "nothing is released");
    }
    assertThat(succeed().err()).isEmpty();
    assertThat(succeed("--accept-gap", "3").err()).contains("3 is not the number of lost entries");
    assertThat(new Database(data).number("SELECT count(*) FROM log_entry WHERE kind = 'open'"))
        .isOne();
  }

  @Test
  void theAcceptedGapIsSucceededResumedAndShownToAuditors() throws IOException {
    Outcome opened = succeed("--accept-gap", "2", "--output", "json");
    assertThat(opened.exitCode()).as(opened.err()).isZero();
    JsonNode document = new ObjectMapper().readTree(opened.out());
    String successor = document.path("successor").asText();
    assertThat(document.path("lost").asLong()).isEqualTo(2);

    Outcome again = succeed("--accept-gap", "0");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("was just opened");
    Outcome checked = new CommandRun().run("store", "check", "--data", data.toString());
    assertThat(checked.exitCode()).as(checked.out()).isZero();

    try (Node node = Node.start(data)) {
      assertThat(ask(node)).isEqualTo(503);
      Outcome wrong = run(node, tokenFile, "log", "resume", "another.log");
      assertThat(wrong.exitCode()).isEqualTo(5);
      Outcome resumed = run(node, tokenFile, "log", "resume", successor);
      assertThat(resumed.exitCode()).as(resumed.err()).isZero();
      assertThat(ask(node)).isEqualTo(200);

      for (int round = 0; round < 2; round++) {
        Outcome audited = verify(node);
        assertThat(audited.exitCode()).as(audited.out() + audited.err()).isZero();
        assertThat(audited.out()).contains("verified", successor + " took the place of");
      }
      Path export = directory.resolve("export");
      assertThat(run(node, tokenFile, "audit", "export", export.toString()).exitCode()).isZero();
      Outcome offline =
          new CommandRun()
              .run(
                  "audit",
                  "verify",
                  "--dir",
                  export.toString(),
                  "--tenant-key",
                  tenantKey.toString(),
                  "--log-root",
                  acme.getString("log_root"));
      assertThat(offline.exitCode()).as(offline.out()).isZero();
      assertThat(offline.out()).contains(successor + " took the place of");
    }
  }

  @Test
  void whatCannotBeUsedIsNamed() throws IOException {
    Outcome nothing = succeed("--high-water", directory.resolve("none").toString());
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.err()).contains("there is no high-water file at");

    Files.delete(data.resolve("log-root.key"));
    Outcome keyless = succeed("--accept-gap", "2");
    assertThat(keyless.exitCode()).isEqualTo(2);
    assertThat(keyless.err()).contains("log-root.key is missing");

    try (Node node = Node.start(directory.resolve("running"))) {
      assertThat(node.http().get("/readyz").status()).isEqualTo(200);
      Outcome running =
          new CommandRun().run("log", "succeed", "--data", directory.resolve("running").toString());
      assertThat(running.exitCode()).isEqualTo(2);
    }
  }
}
