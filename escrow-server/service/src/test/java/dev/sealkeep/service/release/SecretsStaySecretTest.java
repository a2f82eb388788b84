package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.hpke.HpkeOutcome;
import dev.sealkeep.protocol.hpke.SealedPayload;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import dev.sealkeep.service.harness.Answers;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.ManualClock;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Neither logs nor answers hold a secret, whatever goes wrong (invariant 7). */
class SecretsStaySecretTest {
  @TempDir Path data;
  private final ManualClock clock = new ManualClock();
  private final List<String> bodies = new ArrayList<>();

  @Test
  void noSecretStandsInALogLineOrAnAnswer() {
    byte[] key = new byte[32];
    new Random(77).nextBytes(key);
    ByteArrayOutputStream logs = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    PrintStream captured = new PrintStream(logs, true, StandardCharsets.UTF_8);
    String token;
    byte[] tenantSecret;
    System.setOut(captured);
    System.setErr(captured);
    try (Node node = Node.start(data, clock, settings -> settings)) {
      token = node.token();
      tenantSecret = everything(node, key);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }

    String logged = logs.toString(StandardCharsets.UTF_8);
    assertThat(logged).contains("warm after").contains("store is unavailable");
    assertThat(bodies).hasSizeGreaterThan(15);
    for (byte[] secret : List.of(key, tenantSecret)) {
      for (String spelling : spellings(secret)) {
        assertThat(logged).doesNotContain(spelling);
        assertThat(bodies).noneMatch(body -> body.contains(spelling));
      }
    }
    assertThat(logged).doesNotContain(token).doesNotContain(token.substring("sealkeep-".length()));
    assertThat(bodies).noneMatch(body -> body.contains(token));
  }

  /** Raw, hexadecimal, Base64 of both alphabets, and as Java prints an array. */
  private static List<String> spellings(byte[] secret) {
    return List.of(
        new String(secret, StandardCharsets.ISO_8859_1),
        HexFormat.of().formatHex(secret),
        HexFormat.of().withUpperCase().formatHex(secret),
        Base64.getEncoder().withoutPadding().encodeToString(secret),
        Base64.getUrlEncoder().withoutPadding().encodeToString(secret),
        Arrays.toString(secret));
  }

  /** Makes the server say all it has to say; yields k_tenant. */
  private byte[] everything(Node node, byte[] key) {
    Operator operator = node.operator();
    node.scene(operator, "acme");
    String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    JsonObject imported =
        new JsonObject().put("name", "imported").put("policy", "root").put("secret", encoded);
    String keys = "/v1/tenants/acme/keys";
    heard(operator.post(keys, imported), 201);
    heard(operator.post(keys, imported), 409);
    heard(operator.post(keys, imported.copy().put("name", "x").put("policy", "absent")), 404);
    heard(operator.post(keys, imported.copy().put("secret", encoded + "=")), 400);
    heard(operator.post(keys, imported.copy().put("secret", encoded + encoded.repeat(20))), 400);
    heard(operator.post(keys, imported.copy().put("surprise", encoded)), 400);
    heard(operator.post(keys + "/disk/rotate", new JsonObject().put("secret", encoded)), 200);
    heard(operator.get(keys), 200);
    heard(operator.get("/v1/tenants"), 200);
    heard(operator.get("/v1/tenants/acme/audit"), 200);
    heard(operator.get("/v1/audit/checkpoint"), 200);
    heard(new Operator(node.http(), node.token() + "x").get("/v1/tenants"), 401);
    byte[] tenantSecret = released(node, key);
    heard(new Guest(node.http(), Guest.measurement(0x13)).ask("acme", "imported"), 403);
    heard(node.http().get("/metrics"), 200);
    refusals(node, operator, keys);
    return tenantSecret;
  }

  private void refusals(Node node, Operator operator, String keys) {
    Guest guest = new Guest(node.http(), Guest.GOOD);
    clock.move(Duration.ofSeconds(-3));
    heard(guest.ask("acme", "imported"), 503);
    clock.move(Duration.ofSeconds(3));
    Database database = new Database(data);
    database.change("UPDATE sealing_key SET enabled = 0 WHERE name = 'imported'");
    heard(guest.ask("acme", "imported"), 403);
    heard(
        operator.send(
            node.http()
                .request(keys + "/imported/enable")
                .POST(HttpRequest.BodyPublishers.noBody())),
        409);
    database.change("UPDATE tenant SET wrapped_tag_key = wrapped_kek WHERE tenant = 'acme'");
    heard(guest.ask("acme", "imported"), 403);
    database.change("UPDATE log_head SET size = size + 1");
    heard(guest.ask("acme", "imported"), 503);
  }

  /** Gets the key; yields the tenant's secret that comes with it. */
  private byte[] released(Node node, byte[] key) {
    Guest guest = new Guest(node.http(), Guest.GOOD);
    Guest.Attempt attempt = guest.prepare("acme", "imported", Kem.X_WING);
    HttpAnswer answer = guest.send(attempt.request());
    heard(answer, 200);
    ReleaseAnswer released = Answers.release(answer.body());
    byte[] base =
        Transcript.base(TranscriptInputs.of(attempt.request(), attempt.answer().offers().logKey()));
    byte[] info = Transcript.sealingInfo(base, released.decisionId(), released.keyVersion());
    HpkeOutcome outcome = attempt.receiver().open(released.enc(), info, released.ciphertext());
    assertThat(outcome).isInstanceOf(HpkeOutcome.Opened.class);
    try (SecretBytes plaintext = ((HpkeOutcome.Opened) outcome).plaintext();
        SealedPayload payload = SealedPayload.parse(plaintext).orElseThrow()) {
      assertThat(payload.key().bytes(SecretAccess.get())).isEqualTo(key);
      return payload.tenantSecret().bytes(SecretAccess.get()).clone();
    }
  }

  private void heard(HttpAnswer answer, int status) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    bodies.add(new String(answer.body(), StandardCharsets.ISO_8859_1));
  }
}
