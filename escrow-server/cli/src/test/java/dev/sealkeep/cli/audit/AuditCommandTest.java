package dev.sealkeep.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.cli.ScriptedServer;
import dev.sealkeep.cli.json.Json;
import dev.sealkeep.protocol.secret.SecretAccess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditCommandTest {
  @TempDir Path directory;
  private ScriptedServer server;
  private String keyFile = "";
  private String stateFile = "";

  @BeforeEach
  void start() throws Exception {
    server = ScriptedServer.start(directory);
    stateFile = directory.resolve("state").toString();
    Path key = directory.resolve("tenant.key");
    byte[] bytes = new MadeUpLog(0).tenantKey().bytes(SecretAccess.get());
    Files.writeString(key, HexFormat.of().formatHex(bytes) + "\n");
    keyFile = key.toString();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void serve(MadeUpLog log) {
    AuditExport export = log.export();
    Map<String, Object> head =
        Map.of(
            "checkpoint", export.checkpoint(),
            "key", export.logKey(),
            "certificate", export.certificate(),
            "successions", export.successions());
    server.on("GET /v1/audit/checkpoint", 200, text(head));
    int count = export.leaves().length() / 64;
    server.on(
        "GET /v1/audit/leaves?from=0&limit=" + count,
        200,
        "application/octet-stream",
        export.leaves().toByteArray());
    List<AuditEntry> entries = log.entries();
    server.on(
        "GET /v1/tenants/acme/audit?from=0&limit=500",
        200,
        "{\"entries\":%s,\"next\":1}".formatted(text(entries.subList(0, 1))));
    server.on(
        "GET /v1/tenants/acme/audit?from=1&limit=500",
        200,
        "{\"entries\":%s,\"next\":null}".formatted(text(entries.subList(1, entries.size()))));
  }

  private static String text(Object value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }

  private Outcome verify(MadeUpLog log, String... more) {
    String[] base = {
      "audit", "verify", "--tenant-key", keyFile, "--log-root", log.logRoot().text()
    };
    String[] all = new String[base.length + more.length];
    System.arraycopy(base, 0, all, 0, base.length);
    System.arraycopy(more, 0, all, base.length, more.length);
    return server.client().run(all);
  }

  @Test
  void aDownloadedLogVerifies() {
    MadeUpLog log = new MadeUpLog(5);
    serve(log);

    Outcome outcome = verify(log);

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("log      verified", "entries  3 state");
  }

  @Test
  void anExportVerifiesWithoutAServer() {
    MadeUpLog log = new MadeUpLog(5);
    serve(log);
    String folder = directory.resolve("export").toString();

    assertThat(server.client().run("audit", "export", folder).exitCode()).isZero();
    assertThat(server.client().run("audit", "export", folder).err())
        .contains("cannot write the export to " + folder + ": it exists already.");
    server.close();
    Outcome outcome = verify(log, "--dir", folder, "--output", "json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("\"verified\" : true", "\"size\" : 5");
  }

  @Test
  void aRememberedCheckpointFindsARollback() {
    MadeUpLog longer = new MadeUpLog(6);
    serve(longer);
    assertThat(verify(longer, "--state", stateFile).exitCode()).isZero();
    MadeUpLog shorter = new MadeUpLog(5);
    serve(shorter);

    Outcome outcome = verify(shorter, "--state", stateFile);

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).contains("not verified", "audit.log.rollback");
    assertThat(Path.of(stateFile)).hasContent(longer.checkpoint());
  }

  @Test
  void entriesPastTheCheckpointAreLeftForTheNextTime() {
    MadeUpLog log = new MadeUpLog(5);
    serve(log);
    serve(log.append("acme", log.tenantKey(), 9_999, 0).append("acme", log.tenantKey(), 9_999, 0));
    AuditExport shorter = new MadeUpLog(5).export();
    server.on(
        "GET /v1/audit/checkpoint",
        200,
        text(
            Map.of(
                "checkpoint", shorter.checkpoint(),
                "key", shorter.logKey(),
                "certificate", shorter.certificate(),
                "successions", shorter.successions())));

    assertThat(verify(log).exitCode()).isZero();
  }

  @Test
  void aServerThatWithholdsLeavesIsRefused() {
    MadeUpLog log = new MadeUpLog(5);
    serve(log);
    server.on("GET /v1/audit/leaves?from=0&limit=5", 200, "application/octet-stream", new byte[0]);

    Outcome outcome = verify(log);

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("does not give the leaves from 0 on");
  }

  @Test
  void theListShowsEachEntry() {
    serve(new MadeUpLog(3));

    Outcome outcome = server.client().run("audit", "list");

    assertThat(outcome.out().lines().toList()).hasSize(3);
    assertThat(outcome.out())
        .contains("INDEX", "1970-01-01T00:00:01Z", "policy web", "version 1", "version 3");
  }

  @Test
  void anUnusableLogRootIsNamed() {
    Outcome outcome =
        server
            .client()
            .run("audit", "verify", "--tenant-key", keyFile, "--log-root", "no/such/file");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("the log root's key no/such/file: it does not exist");
  }

  @Test
  void aLogRootWithAWrongCharacterIsNotTakenForAFile() {
    String root = new MadeUpLog(0).logRoot().text();
    String mistyped = root.substring(0, root.length() - 1);

    Outcome outcome =
        server.client().run("audit", "verify", "--tenant-key", keyFile, "--log-root", mistyped);

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualTo(
            """
            sealkeep: '%s' is neither a verifier key nor a file with one.
            Give the log root whole, as 'tenant create' printed it: NAME+ID+KEY.
            """
                .formatted(mistyped));
  }
}
