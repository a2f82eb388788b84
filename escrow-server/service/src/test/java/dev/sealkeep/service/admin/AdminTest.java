package dev.sealkeep.service.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.ledger.audit.HeldEntry;
import dev.sealkeep.ledger.audit.RootAccumulator;
import dev.sealkeep.ledger.audit.TenantAuditor;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogKeyCertificate;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.log.SignedCheckpoint;
import dev.sealkeep.protocol.log.SignedNote;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tenants and auditors do with the API, beyond its syntax. */
class AdminTest {
  @TempDir static Path data;
  private static Node node;
  private static Operator operator;
  private static JsonObject tenant;

  @BeforeAll
  static void start() {
    node = Node.start(data.resolve("node"));
    operator = node.operator();
    tenant = node.scene(operator, "acme");
    operator.createTenant("neighbour");
    for (int i = 0; i < 7; i++) {
      operator.createKey("acme", "key-" + i, "root");
    }
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static LogVerifierKey key(String text) {
    return LogVerifierKey.parse(text).toOptional().orElseThrow();
  }

  private static Checkpoint checkpoint() {
    JsonObject body = operator.get("/v1/audit/checkpoint").json();
    LogVerifierKey certified =
        LogKeyCertificate.verify(body.getString("certificate"), key(tenant.getString("log_root")))
            .toOptional()
            .orElseThrow();
    assertThat(certified).isEqualTo(key(body.getString("key")));
    return SignedNote.parse(body.getString("checkpoint"))
        .then(note -> SignedCheckpoint.open(note, certified))
        .toOptional()
        .orElseThrow()
        .checkpoint();
  }

  private static List<Leaf> leaves(int page, long size) {
    List<Leaf> leaves = new ArrayList<>();
    while (leaves.size() < size) {
      byte[] bytes =
          operator.get("/v1/audit/leaves?from=%d&limit=%d".formatted(leaves.size(), page)).body();
      assertThat(bytes.length).isBetween(1, page * Leaf.BYTES);
      for (int at = 0; at < bytes.length; at += Leaf.BYTES) {
        leaves.add(
            Leaf.parse(Arrays.copyOfRange(bytes, at, at + Leaf.BYTES)).toOptional().orElseThrow());
      }
    }
    return leaves.subList(0, (int) size);
  }

  private static List<HeldEntry> entries(int page) {
    List<HeldEntry> held = new ArrayList<>();
    Long from = 0L;
    while (from != null) {
      JsonObject body =
          operator.get("/v1/tenants/acme/audit?from=%d&limit=%d".formatted(from, page)).json();
      assertThat(body.getJsonArray("entries").size()).isLessThanOrEqualTo(page);
      for (Object item : body.getJsonArray("entries")) {
        JsonObject entry = (JsonObject) item;
        held.add(
            new HeldEntry(
                entry.getLong("index"),
                Base64Url.decode(entry.getString("salt")).orElseThrow(),
                Base64Url.decode(entry.getString("entry")).orElseThrow()));
      }
      from = body.getLong("next");
    }
    return held;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 1_000})
  void pagesOfAnySizeJoinToTheWholeLog(int page) {
    Checkpoint checkpoint = checkpoint();
    List<Leaf> leaves = leaves(page, checkpoint.size());
    RootAccumulator tree = new RootAccumulator();
    leaves.forEach(tree::add);

    assertThat(tree.root()).isEqualTo(checkpoint.root());
    List<HeldEntry> held =
        entries(page).stream().filter(entry -> entry.index() < checkpoint.size()).toList();
    byte[] tenantKey = Base64Url.decode(tenant.getString("tenant_key")).orElseThrow();
    try (SecretBytes secret = SecretBytes.owning(tenantKey)) {
      TenantAuditor.Report report = TenantAuditor.check("acme", secret, leaves.iterator(), held);
      assertThat(report.findings()).isEmpty();
      assertThat(report.opened()).hasSizeGreaterThanOrEqualTo(11);
    }
  }

  @Test
  void reservedTenantsAreNotShown() {
    assertThat(operator.get("/v1/tenants").json().getJsonArray("tenants").stream())
        .extracting(item -> ((JsonObject) item).getString("name"))
        .containsExactly("acme", "neighbour");
  }

  @Test
  void theTenantKeyIsShownOnceAndNoKeyEver() {
    byte[] secret = new byte[48];
    new Random(3).nextBytes(secret);
    String encoded = Base64Url.encode(secret);
    HttpAnswer imported =
        operator.post(
            "/v1/tenants/acme/keys",
            new JsonObject().put("name", "imported").put("policy", "root").put("secret", encoded));

    assertThat(imported.status()).isEqualTo(201);
    assertThat(imported.text()).doesNotContain(encoded);
    assertThat(operator.get("/v1/tenants/acme/keys").text()).doesNotContain(encoded);
    assertThat(operator.get("/v1/tenants").text())
        .contains(tenant.getString("tenant_pin"))
        .doesNotContain(tenant.getString("tenant_key"));
    assertThat(release("imported")).isEqualTo(secret);
  }

  private static byte[] release(String key) {
    return release(key, UnaryOperator.identity());
  }

  private static byte[] release(String key, UnaryOperator<ReleaseRequest> change) {
    Guest guest = new Guest(node.http(), Guest.GOOD);
    Guest.Attempt attempt = guest.prepare("acme", key, Kem.X_WING);
    HttpAnswer answer = guest.send(change.apply(attempt.request()));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    ReceiptOutcome outcome = Guest.open(attempt, answer.body(), tenant);
    assertThat(outcome).isInstanceOf(ReceiptOutcome.Verified.class);
    try (SecretBytes released = ((ReceiptOutcome.Verified) outcome).key()) {
      return released.bytes(SecretAccess.get()).clone();
    }
  }

  @Test
  void aRotatedKeyIsReleasedInItsNewVersion() {
    byte[] secret = new byte[16];
    new Random(4).nextBytes(secret);
    byte[] before = release("key-0");

    JsonObject rotated =
        operator
            .post(
                "/v1/tenants/acme/keys/key-0/rotate",
                new JsonObject().put("secret", Base64Url.encode(secret)))
            .json();

    assertThat(rotated.getInteger("version")).isEqualTo(2);
    assertThat(release("key-0")).isEqualTo(secret).isNotEqualTo(before);
    assertThat(release("key-0", request -> request.ofVersion(1)))
        .as("a disk that is still enrolled for it")
        .isEqualTo(before);
    assertThat(release("key-0", request -> request.ofVersion(2))).isEqualTo(secret);
  }

  /** A script that failed to read its secret must not end up with another one. */
  @Test
  void aSecretThatIsNullIsNotTakenForNone() {
    JsonObject unread =
        new JsonObject().put("name", "unread").put("policy", "root").putNull("secret");
    for (HttpAnswer answer :
        List.of(
            operator.post("/v1/tenants/acme/keys", unread),
            operator.post(
                "/v1/tenants/acme/keys/key-3/rotate", new JsonObject().putNull("secret")))) {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text()).contains("'secret' is null");
    }
    assertThat(operator.get("/v1/tenants/acme/keys").text()).doesNotContain("unread");
  }

  @Test
  void aVersionThatAKeyHasNotIsDenied() {
    Guest guest = new Guest(node.http(), Guest.GOOD);
    HttpAnswer denied =
        guest.send(guest.prepare("acme", "key-2", Kem.X_WING).request().ofVersion(2));

    assertThat(denied.problem()).isEqualTo("denied");
    assertThat(operator.decision("acme", denied.json().getString("decision")).getString("reason"))
        .isEqualTo("key.version-unknown");
  }

  @Test
  void aDisabledKeyIsDeniedUntilItIsEnabledAgain() {
    byte[] before = release("key-1");
    JsonObject disabled =
        operator.post("/v1/tenants/acme/keys/key-1/disable", new JsonObject()).json();
    HttpAnswer denied = new Guest(node.http(), Guest.GOOD).ask("acme", "key-1");

    assertThat(disabled.getBoolean("enabled")).isFalse();
    assertThat(denied.problem()).isEqualTo("denied");
    assertThat(operator.decision("acme", denied.json().getString("decision")).getString("reason"))
        .isEqualTo("key.disabled");

    JsonObject enabled =
        operator.post("/v1/tenants/acme/keys/key-1/enable", new JsonObject()).json();
    assertThat(enabled.getBoolean("enabled")).isTrue();
    assertThat(enabled.getString("fingerprint")).isEqualTo(disabled.getString("fingerprint"));
    assertThat(release("key-1")).isEqualTo(before);
  }

  @Test
  void aPolicyPutAgainIsItsNextVersionAndReadBackAsWritten() {
    String source = Guest.POLICY + "# a remark: ümlaut\n";
    JsonObject first = operator.putPolicy("acme", "versions", Guest.POLICY);
    JsonObject second = operator.putPolicy("acme", "versions", source);

    assertThat(first.getInteger("version")).isEqualTo(1);
    assertThat(second.getInteger("version")).isEqualTo(2);
    assertThat(second.getString("digest")).isNotEqualTo(first.getString("digest"));
    assertThat(operator.get("/v1/tenants/acme/policies/versions").text()).isEqualTo(source);
  }

  @Test
  void aPolicyThatDoesNotCompileIsExplainedAndChangesNothing() {
    String before = operator.get("/v1/tenants/acme/policies").text();

    HttpAnswer answer =
        operator.put(
            "/v1/tenants/acme/policies/root",
            Guest.POLICY.replace("vmpl == 0", "vmlp == 0").replace("product in", "prodct in"));

    assertThat(answer.problem()).isEqualTo("rejected");
    assertThat(answer.json().getJsonArray("diagnostics").size()).isEqualTo(2);
    assertThat(answer.text()).contains("vmlp").contains("vmpl");
    assertThat(operator.get("/v1/tenants/acme/policies").text()).isEqualTo(before);
  }

  @Test
  void aTenantsEntriesAreNotItsNeighbours() {
    JsonObject body = operator.get("/v1/tenants/neighbour/audit").json();

    assertThat(body.getJsonArray("entries").size()).isEqualTo(1);
    assertThat(body.getValue("next")).isNull();
  }

  @Test
  void theLogKeysCertificateIsOfTheRootAloneThatGuestsPin() {
    JsonObject body = operator.get("/v1/audit/checkpoint").json();

    assertThat(LogKeyCertificate.verify(body.getString("certificate"), key(body.getString("key"))))
        .isInstanceOf(LogResult.Refused.class);
  }
}
