package dev.sealkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun.Outcome;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerCommandsTest {
  private static final String KEY_HEX = "ab".repeat(32);
  private static final String KEY_BASE64URL = "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s";
  private static final String KEY_JSON =
      """
      {"name":"root","policy":"web","enabled":true,"version":1,"fingerprint":"f00d","log_index":7}\
      """;

  @TempDir Path directory;
  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = ScriptedServer.start(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void answerTenant() {
    server.on(
        "POST /v1/tenants",
        201,
        """
        {"name":"acme","tenant_pin":"77aa","log_index":3,"tenant_key":"%s","log_root":"root+1+AA"}\
        """
            .formatted(KEY_BASE64URL));
  }

  @Test
  void tenantCreateWritesThePrivateKeyFileAndPrintsWhatGuestsPin() throws Exception {
    answerTenant();
    Path file = directory.resolve("acme.key");

    Outcome outcome = server.client().run("tenant", "create", "acme", "--tenant-key", "" + file);

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(Files.readString(file)).isEqualTo(KEY_HEX + "\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(outcome.out())
        .contains("tenant_pin=77aa", "log_root=root+1+AA", "endpoints=https://127.0.0.1:")
        .doesNotContain(KEY_HEX, KEY_BASE64URL);
    assertThat(server.requests().getFirst().body()).isEqualTo("{\"name\":\"acme\"}");
    assertThat(server.requests().getFirst().authorization())
        .isEqualTo("Bearer " + ScriptedServer.TOKEN);
  }

  @Test
  void tenantCreateAsJsonHoldsNoKey() {
    answerTenant();

    Outcome outcome =
        server
            .client()
            .run(
                "tenant",
                "create",
                "acme",
                "--tenant-key",
                directory.resolve("acme.key").toString(),
                "--output",
                "json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("\"tenant_pin\" : \"77aa\"")
        .doesNotContain(KEY_HEX, KEY_BASE64URL);
  }

  @Test
  void tenantCreateNeverOverwritesAKeyAndAsksNothing() throws Exception {
    Path file = Files.writeString(directory.resolve("acme.key"), "kept");

    Outcome outcome = server.client().run("tenant", "create", "acme", "--tenant-key", "" + file);

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("it exists already");
    assertThat(Files.readString(file)).isEqualTo("kept");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aRefusedTenantLeavesNoKeyFile() {
    server.on(
        "POST /v1/tenants",
        409,
        """
        {"type":"urn:sealkeep:problem:tenant.exists","title":"The tenant exists","status":409,
         "detail":"Choose another name."}\
        """);
    Path file = directory.resolve("acme.key");

    Outcome outcome = server.client().run("tenant", "create", "acme", "--tenant-key", "" + file);

    assertThat(outcome.exitCode()).isEqualTo(5);
    assertThat(outcome.err())
        .isEqualTo("sealkeep: The tenant exists (tenant.exists).\nChoose another name.\n");
    assertThat(file).doesNotExist();
  }

  @Test
  void listsAreAlignedPlainTextWhenPiped() {
    server.on(
        "GET /v1/tenants/acme/keys",
        200,
        """
        {"keys":[%s,{"name":"a-longer-name","policy":"web","enabled":false,"version":12,
         "fingerprint":"beef","log_index":9}]}\
        """
            .formatted(KEY_JSON));

    Outcome outcome = server.client().run("key", "list");

    assertThat(outcome.out())
        .isEqualTo(
            """
            NAME           POLICY  STATE     VERSION  LOG INDEX  FINGERPRINT
            root           web     enabled   1        7          f00d
            a-longer-name  web     disabled  12       9          beef
            """);
  }

  @Test
  void coloursAppearOnATerminalAlone() {
    server.on("GET /v1/tenants/acme/keys", 200, "{\"keys\":[" + KEY_JSON + "]}");

    assertThat(server.client().onTerminal().run("key", "list").out())
        .contains("\u001B[32menabled\u001B[0m");
    assertThat(server.client().onTerminal().with("NO_COLOR", "1").run("key", "list").out())
        .doesNotContain("\u001B");
  }

  @Test
  void controlCharactersFromAServerNeverReachATerminal() {
    server.on(
        "GET /v1/tenants/acme/policies/web",
        200,
        "text/plain",
        "a\u001B[2Jb\u202Ec".getBytes(StandardCharsets.UTF_8));

    Outcome outcome = server.client().onTerminal().run("policy", "show", "web");

    assertThat(outcome.out()).isEqualTo("a\uFFFD[2Jb\uFFFDc\n");
  }

  @Test
  void anImportedKeyIsSentFromStandardInputAndNeverPrinted() {
    server.on("POST /v1/tenants/acme/keys", 201, KEY_JSON);
    byte[] key = "sixteen-byte-key".getBytes(StandardCharsets.UTF_8);

    Outcome outcome =
        server.client().input(key).run("key", "import", "root", "--policy", "web", "--file", "-");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(server.requests().getFirst().body())
        .isEqualTo("{\"name\":\"root\",\"policy\":\"web\",\"secret\":\"c2l4dGVlbi1ieXRlLWtleQ\"}");
    assertThat(outcome.out()).contains("fingerprint  f00d").doesNotContain("c2l4");
  }

  @Test
  void aKeyOfTheWrongSizeIsNotSent() {
    Outcome outcome =
        server
            .client()
            .input(new byte[15])
            .run("key", "import", "root", "--policy", "web", "--file", "-");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("has 15 bytes", "16 to 512");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void keysAreCreatedRotatedAndSwitched() {
    server
        .on("POST /v1/tenants/acme/keys", 201, KEY_JSON)
        .on("POST /v1/tenants/acme/keys/root/rotate", 200, KEY_JSON)
        .on("POST /v1/tenants/acme/keys/root/disable", 200, KEY_JSON)
        .on("POST /v1/tenants/acme/keys/root/enable", 200, KEY_JSON);

    assertThat(
            server
                .client()
                .run("key", "create", "root", "--policy", "web", "--bytes", "64")
                .exitCode())
        .isZero();
    assertThat(server.client().run("key", "rotate", "root").exitCode()).isZero();
    assertThat(server.client().run("key", "disable", "root").exitCode()).isZero();
    assertThat(server.client().run("key", "enable", "root").exitCode()).isZero();
    assertThat(server.requests())
        .extracting(ScriptedServer.Request::body)
        .containsExactly("{\"name\":\"root\",\"policy\":\"web\",\"bytes\":64}", "{}", "{}", "{}");
  }

  @Test
  void aRefusedPolicyShowsTheDiagnosticsAndExitsWithOne() throws Exception {
    server.on(
        "PUT /v1/tenants/acme/policies/web",
        422,
        """
        {"type":"urn:sealkeep:problem:policy.invalid","title":"The policy does not compile",
         "status":422,"detail":"Correct the errors.","diagnostics":[{"severity":"error",
         "code":"claim.unknown","line":2,"column":3,"message":"no such claim",
         "rendered":"2 | measuremnt\\n  | ^ no such claim"}]}\
        """);
    Path file = Files.writeString(directory.resolve("web.policy"), "policy");

    Outcome outcome = server.client().run("policy", "put", "web", "" + file);

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo(
            """
            2 | measuremnt
              | ^ no such claim
            sealkeep: The policy does not compile (policy.invalid).
            Correct the errors.
            """);
  }

  @Test
  void referenceSetNamesAreEncodedInTheQuery() throws Exception {
    server.on(
        "PUT /v1/tenants/acme/references?name=payments%2Fbuilds",
        200,
        """
        {"name":"payments/builds","version":1,"digest":"aa","rows":2,"log_index":5}\
        """);
    Path file = Files.writeString(directory.resolve("builds"), "amd-sev-snp measurement 00\n");

    Outcome outcome = server.client().run("reference", "put", "payments/builds", "" + file);

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("rows       2");
  }

  @Test
  void anExplanationShowsWhatWasExpectedAndFound() {
    String id = "0123456789abcdef0123456789abcdef";
    server.on(
        "GET /v1/tenants/acme/decisions/" + id,
        200,
        """
        {"decision":"%s","key":"root","time":"2026-01-01T00:00:00Z","released":false,
         "reason":"policy.no-permit-matched","explanation":{"policy":"web","permitted":false,
         "reason":"policy.no-permit-matched","clauses":[{"kind":"permit",
         "technology":"amd-sev-snp","line":3,"outcome":"false","conditions":[
         {"text":"vmpl == 0","line":4,"outcome":"true","checks":[{"outcome":"true"}]},
         {"text":"guest_svn >= 2","line":5,"outcome":"false","checks":[{"outcome":"false",
         "expected":">= 2","actual":"1"}]}]}]}}\
        """
            .formatted(id));

    Outcome outcome = server.client().run("policy", "explain", id);

    assertThat(outcome.out())
        .isEqualTo(
            """
            decision  0123456789abcdef0123456789abcdef
            verdict   denied
            reason    policy.no-permit-matched
            key       root
            time      2026-01-01T00:00:00Z

            policy: web

            permit amd-sev-snp (line 3): false
              true     vmpl == 0
              false    guest_svn >= 2
                         expected  >= 2
                         actual    1
            """);
  }

  @Test
  void aPolicyIsExplainedOnTheClaimsOfADecision() throws Exception {
    String id = "0123456789abcdef0123456789abcdef";
    String answer =
        """
        {"decision":"%s","key":"root","time":"2026-01-01T00:00:00Z","released":false,
         "reason":"policy.no-permit-matched","explanation":{},"attested":%s}\
        """;
    Path policy =
        Files.writeString(
            directory.resolve("next.policy"),
            "sealkeep 1\npolicy web {\n  permit amd-sev-snp { vmpl == 0 }\n}\n");
    server.on(
        "GET /v1/tenants/acme/decisions/" + id,
        200,
        answer.formatted(id, "{\"technology\":\"amd-sev-snp\",\"claims\":{\"vmpl\":2}}"));

    Outcome outcome = server.client().run("policy", "explain", id, "--policy", policy.toString());

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("denied by policy web", "vmpl  2 -> 0");

    String other = "f".repeat(32);
    server.on("GET /v1/tenants/acme/decisions/" + other, 200, answer.formatted(other, "null"));
    Outcome none = server.client().run("policy", "explain", other, "--policy", policy.toString());
    assertThat(none.exitCode()).as(none.err()).isEqualTo(1);
    assertThat(none.err()).contains("kept no claims");
  }

  @Test
  void anExplanationOfAnotherShapeIsAnOutline() {
    String id = "0123456789abcdef0123456789abcdef";
    server.on(
        "GET /v1/tenants/acme/decisions/" + id,
        200,
        """
        {"decision":"%s","key":"root","time":"2026-01-01T00:00:00Z","released":false,
         "reason":"snp.signature.invalid","explanation":{"technology":"amd-sev-snp",
         "evidence":[{"code":"snp.signature.invalid"}]}}\
        """
            .formatted(id));

    assertThat(server.client().run("policy", "explain", id).out())
        .endsWith(
            """

            technology: amd-sev-snp
            evidence:
              -
                code: snp.signature.invalid
            """);
  }

  @Test
  void statusesHaveOneExitCodeEach() {
    int[][] cases = {
      {400, 2}, {401, 4}, {403, 4}, {404, 5}, {409, 5}, {413, 2}, {429, 3}, {503, 3}
    };
    for (int[] each : cases) {
      server.on(
          "GET /v1/tenants",
          each[0],
          """
          {"type":"urn:sealkeep:problem:x","title":"No","status":%d}\
          """
              .formatted(each[0]));

      Outcome outcome = server.client().run("tenant", "list");

      assertThat(outcome.exitCode()).as("status %d", each[0]).isEqualTo(each[1]);
      assertThat(outcome.err()).startsWith("sealkeep: No (x).\n");
      assertThat(outcome.out()).isEmpty();
    }
  }

  @Test
  void aWrongTokenIsCuredByTheOptionThatNamesIt() {
    server.on(
        "GET /v1/tenants",
        401,
        """
        {"type":"urn:sealkeep:problem:unauthorized","title":"A valid bearer token is required",\
        "status":401,"detail":"Send an admin token: Authorization: Bearer <token>."}\
        """);

    assertThat(server.client().run("tenant", "list").err())
        .isEqualTo(
            """
            sealkeep: A valid bearer token is required (unauthorized).
            Check --token-file; the token may be for another server or tenant.
            """);
  }

  @Test
  void anAnswerThatIsNoSealkeepAnswerIsUnavailability() {
    server.on("GET /v1/tenants", 200, "{\"tenants\":[{}]}");

    Outcome outcome = server.client().run("tenant", "list");

    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err()).contains("did not answer as a Sealkeep server does");
  }

  @Test
  void anotherAuthoritysServerIsNotTrusted() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    try (ScriptedServer stranger = ScriptedServer.start(other)) {
      Outcome outcome =
          stranger
              .client()
              .with("SEALKEEP_CA", directory.resolve("ca.pem").toString())
              .run("tenant", "list");

      assertThat(outcome.exitCode()).isEqualTo(3);
      assertThat(outcome.err()).contains("not from the authority in the CA file");
      assertThat(stranger.requests()).isEmpty();
    }
  }

  @Test
  void anUnreachableServerIsNamed() throws Exception {
    int closedPort;
    try (ServerSocket socket = new ServerSocket(0)) {
      closedPort = socket.getLocalPort();
    }

    Outcome outcome =
        server.client().run("tenant", "list", "--server", "https://127.0.0.1:" + closedPort);

    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err()).contains("cannot connect to https://127.0.0.1:" + closedPort);
  }

  @Test
  void plainHttpIsRefused() {
    Outcome outcome = server.client().run("tenant", "list", "--server", "http://127.0.0.1:80");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("plain HTTP is not spoken");
  }
}
