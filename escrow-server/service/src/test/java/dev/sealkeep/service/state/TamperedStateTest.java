package dev.sealkeep.service.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.hierarchy.ContentDigests;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database administrator edits state rows under a running node, or puts genuine older ones back:
 * he can destroy, and can grant nothing (invariant 9). Each test has a tenant of its own.
 */
class TamperedStateTest {
  private static final byte[] WRONG = Guest.measurement(0x13);
  private static final String WRONG_ROWS =
      "simulated-amd-sev-snp measurement " + HexFormat.of().formatHex(WRONG) + "\n";
  private static final String NEVER = Guest.POLICY.replace("vmpl == 0", "vmpl == 3");

  @TempDir static Path data;
  private static Node node;
  private static Operator operator;
  private static Database database;

  @BeforeAll
  static void start() {
    node = Node.start(data.resolve("node"));
    operator = node.operator();
    database = new Database(data.resolve("node"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static HttpAnswer ask(String tenant, byte[] measurement) {
    return new Guest(node.http(), measurement).ask(tenant, "disk");
  }

  /** Asks as the workload that would gain; yields the reason of the denial that must follow. */
  private static String refusal(String tenant, byte[] measurement) {
    long before = database.releases(tenant);
    HttpAnswer answer = ask(tenant, measurement);
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    assertThat(database.releases(tenant)).isEqualTo(before);
    JsonObject decision = operator.decision(tenant, answer.json().getString("decision"));
    assertThat(decision.getBoolean("released")).isFalse();
    return decision.getString("reason");
  }

  private static void disable(String tenant) {
    HttpRequest.Builder request =
        node.http()
            .request("/v1/tenants/" + tenant + "/keys/disk/disable")
            .POST(HttpRequest.BodyPublishers.noBody());
    HttpAnswer answer = operator.send(request);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private static void rotate(String tenant) {
    HttpAnswer answer =
        operator.post("/v1/tenants/" + tenant + "/keys/disk/rotate", new JsonObject());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private static List<Object> row(String table, String tenant) {
    return database.rows("SELECT * FROM " + table + " WHERE tenant = ?", tenant).getFirst();
  }

  private static void putBack(String table, String tenant, List<Object> row) {
    assertThat(database.change("DELETE FROM " + table + " WHERE tenant = ?", tenant)).isPositive();
    database.insert(table, row);
  }

  @Test
  void anUntouchedTenantsWorkloadGetsItsKey() {
    node.scene(operator, "untouched");

    assertThat(ask("untouched", Guest.GOOD).status()).isEqualTo(200);
    assertThat(database.releases("untouched")).isEqualTo(1);
  }

  @Test
  void anEditedPolicyIsForged() {
    node.scene(operator, "policy-edited");
    String lenient = Guest.POLICY.replace("measurement in builds\n", "\n");
    assertThat(
            database.change("UPDATE policy SET source = ? WHERE tenant = 'policy-edited'", lenient))
        .isEqualTo(1);

    assertThat(refusal("policy-edited", WRONG)).isEqualTo("state.row-forged");
  }

  @Test
  void anEditedPolicyWithItsDigestMadeToFitIsForged() {
    node.scene(operator, "policy-digest");
    String lenient = Guest.POLICY.replace("measurement in builds\n", "\n");
    database.change(
        "UPDATE policy SET source = ?, digest = ? WHERE tenant = 'policy-digest'",
        lenient,
        ContentDigests.policy(lenient));

    assertThat(refusal("policy-digest", WRONG)).isEqualTo("state.row-forged");
  }

  @Test
  void aPolicyMovedFromAnotherTenantIsForged() {
    node.scene(operator, "policy-victim");
    node.scene(operator, "policy-donor");
    String lenient = Guest.POLICY.replace("measurement in builds\n", "\n");
    operator.putPolicy("policy-donor", "root", lenient);
    database.change("DELETE FROM policy WHERE tenant = 'policy-victim'");
    database.change(
        "UPDATE policy SET tenant = 'policy-victim' WHERE tenant = 'policy-donor' AND version = 2");

    assertThat(refusal("policy-victim", WRONG)).isEqualTo("state.row-forged");
  }

  @Test
  void anOlderPolicyIsStaleOnceTheNewestIsDeleted() {
    node.scene(operator, "policy-older");
    operator.putPolicy("policy-older", "root", NEVER);
    assertThat(refusal("policy-older", Guest.GOOD)).isEqualTo("policy.no-permit-matched");
    assertThat(database.change("DELETE FROM policy WHERE tenant = 'policy-older' AND version = 2"))
        .isEqualTo(1);

    assertThat(refusal("policy-older", Guest.GOOD)).isEqualTo("state.row-stale");
  }

  @Test
  void anOlderPolicyUnderANewerVersionIsForged() {
    node.scene(operator, "policy-copied");
    operator.putPolicy("policy-copied", "root", NEVER);
    database.change(
        """
        INSERT INTO policy SELECT tenant, name, 3, source, digest, log_index, mac
        FROM policy WHERE tenant = 'policy-copied' AND version = 1
        """);

    assertThat(refusal("policy-copied", Guest.GOOD)).isEqualTo("state.row-forged");
  }

  @Test
  void anOlderPolicyWithTheNewestIndexIsForged() {
    node.scene(operator, "policy-index");
    operator.putPolicy("policy-index", "root", NEVER);
    long newest =
        database.number("SELECT max(log_index) FROM policy WHERE tenant = 'policy-index'");
    database.change("DELETE FROM policy WHERE tenant = 'policy-index' AND version = 2");
    database.change(
        "UPDATE policy SET version = 2, log_index = ? WHERE tenant = 'policy-index'", newest);

    assertThat(refusal("policy-index", Guest.GOOD)).isEqualTo("state.row-forged");
  }

  @Test
  void aDeletedPolicyIsMissing() {
    node.scene(operator, "policy-gone");
    database.change("DELETE FROM policy WHERE tenant = 'policy-gone'");

    assertThat(refusal("policy-gone", Guest.GOOD)).isEqualTo("state.row-missing");
  }

  @Test
  void anEditedReferenceSetIsForged() {
    node.scene(operator, "set-edited");
    database.change(
        "UPDATE reference_set SET reference_rows = ?, digest = ? WHERE tenant = 'set-edited'",
        WRONG_ROWS,
        ContentDigests.reference(WRONG_ROWS));

    assertThat(refusal("set-edited", WRONG)).isEqualTo("state.row-forged");
  }

  @Test
  void anOlderReferenceSetIsStale() {
    node.scene(operator, "set-older");
    operator.putReference("set-older", "builds", WRONG_ROWS);
    database.change("DELETE FROM reference_set WHERE tenant = 'set-older' AND version = 2");

    assertThat(refusal("set-older", Guest.GOOD)).isEqualTo("state.row-stale");
  }

  @Test
  void aDeletedReferenceSetIsMissing() {
    node.scene(operator, "set-gone");
    database.change("DELETE FROM reference_set WHERE tenant = 'set-gone'");

    assertThat(refusal("set-gone", Guest.GOOD)).isEqualTo("state.row-missing");
  }

  @Test
  void aDisabledKeyEnabledByHandIsForged() {
    node.scene(operator, "key-enabled");
    disable("key-enabled");
    assertThat(refusal("key-enabled", Guest.GOOD)).isEqualTo("key.disabled");
    assertThat(database.change("UPDATE sealing_key SET enabled = 1 WHERE tenant = 'key-enabled'"))
        .isEqualTo(1);

    assertThat(refusal("key-enabled", Guest.GOOD)).isEqualTo("state.row-forged");
  }

  @Test
  void theGenuineRowOfBeforeTheDisableIsStale() {
    node.scene(operator, "key-older");
    List<Object> enabled = row("sealing_key", "key-older");
    disable("key-older");
    putBack("sealing_key", "key-older", enabled);

    assertThat(refusal("key-older", Guest.GOOD)).isEqualTo("state.row-stale");
  }

  @Test
  void aKeyPointedAtAnotherPolicyIsForged() {
    node.scene(operator, "key-pointed");
    operator.putPolicy(
        "key-pointed",
        "lenient",
        Guest.POLICY
            .replace("policy root", "policy lenient")
            .replace("measurement in builds\n", "\n"));
    database.change("UPDATE sealing_key SET policy = 'lenient' WHERE tenant = 'key-pointed'");

    assertThat(refusal("key-pointed", WRONG)).isEqualTo("state.row-forged");
  }

  @Test
  void aRotationUndoneIsForgedOrStale() {
    node.scene(operator, "key-rotated");
    List<Object> first = row("sealing_key", "key-rotated");
    rotate("key-rotated");
    List<Object> second = row("sealing_key", "key-rotated");
    database.change("UPDATE sealing_key SET current_version = 1 WHERE tenant = 'key-rotated'");
    assertThat(refusal("key-rotated", Guest.GOOD)).isEqualTo("state.row-forged");

    // The older row's digest does not cover the newer version, so that must go as well.
    putBack("sealing_key", "key-rotated", first);
    assertThat(refusal("key-rotated", Guest.GOOD)).isEqualTo("state.row-forged");
    database.change("DELETE FROM sealing_key_version WHERE tenant = 'key-rotated' AND version = 2");
    assertThat(refusal("key-rotated", Guest.GOOD)).isEqualTo("state.row-stale");

    putBack("sealing_key", "key-rotated", second);
    assertThat(refusal("key-rotated", Guest.GOOD)).isEqualTo("state.row-forged");
  }

  @Test
  void aDeletedKeyIsMissing() {
    node.scene(operator, "key-gone");
    database.change("DELETE FROM sealing_key WHERE tenant = 'key-gone'");

    assertThat(refusal("key-gone", Guest.GOOD)).isEqualTo("state.row-missing");
  }

  @Test
  void anotherTenantsWrappedKeyIsForged() {
    node.scene(operator, "wrapped-victim");
    node.scene(operator, "wrapped-thief");
    database.change(
        """
        UPDATE sealing_key_version SET wrapped =
          (SELECT wrapped FROM sealing_key_version WHERE tenant = 'wrapped-victim')
        WHERE tenant = 'wrapped-thief'
        """);

    assertThat(refusal("wrapped-thief", Guest.GOOD)).isEqualTo("state.row-forged");
    assertThat(ask("wrapped-victim", Guest.GOOD).status()).isEqualTo(200);
  }

  @Test
  void anotherTenantsKeyWithItsWholeRowIsForged() {
    node.scene(operator, "row-victim");
    node.scene(operator, "row-thief");
    List<String> tables = List.of("sealing_key_version", "sealing_key");
    for (String table : tables) {
      database.change("DELETE FROM " + table + " WHERE tenant = 'row-thief'");
      database.change("UPDATE " + table + " SET tenant = 'row-thief' WHERE tenant = 'row-victim'");
    }

    assertThat(refusal("row-thief", Guest.GOOD)).isEqualTo("state.row-forged");
  }

  @Test
  void theRightRowsPutBackAreGoodAgain() {
    node.scene(operator, "healed");
    List<Object> genuine = row("policy", "healed");
    database.change("UPDATE policy SET source = source || ' ' WHERE tenant = 'healed'");
    assertThat(refusal("healed", Guest.GOOD)).isEqualTo("state.row-forged");
    putBack("policy", "healed", genuine);

    assertThat(ask("healed", Guest.GOOD).status()).isEqualTo(200);
  }

  @Test
  void aTenantWhoseSecretsWereSwappedIsDeniedUnderTheDummy() {
    node.scene(operator, "tenant-victim");
    node.scene(operator, "tenant-thief");
    database.change(
        """
        UPDATE tenant SET (wrapped_kek, wrapped_tag_key, wrapped_state_key) =
          (SELECT wrapped_kek, wrapped_tag_key, wrapped_state_key
           FROM tenant WHERE tenant = 'tenant-victim')
        WHERE tenant = 'tenant-thief'
        """);

    assertThat(dummyReason(ask("tenant-thief", Guest.GOOD))).isEqualTo("key.unknown");
    assertThat(database.releases("tenant-thief")).isZero();
  }

  @Test
  void aTenantRowWithAnotherIndexIsDeniedUnderTheDummy() {
    node.scene(operator, "tenant-index");
    database.change("UPDATE tenant SET log_index = log_index + 1 WHERE tenant = 'tenant-index'");

    assertThat(dummyReason(ask("tenant-index", Guest.GOOD))).isEqualTo("key.unknown");
    assertThat(database.releases("tenant-index")).isZero();
  }

  private static String dummyReason(HttpAnswer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    return database.text(
        "SELECT reason FROM decision WHERE tenant = '_dummy' AND id = ?",
        (Object) HexFormat.of().parseHex(answer.json().getString("decision")));
  }
}
