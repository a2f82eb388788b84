package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.hierarchy.Fingerprint;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Metrics;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The main job over TLS: a key is escrowed and comes back only to the workload its owner named. */
class ReleaseTest {
  @TempDir static Path data;
  private static Node node;
  private static Operator operator;
  private static JsonObject tenant;

  @BeforeAll
  static void start() {
    node = Node.start(data.resolve("node"));
    operator = node.operator();
    tenant = node.scene(operator, "acme");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @EnumSource(Kem.class)
  void theNamedWorkloadGetsItsKeyWithAReceiptThatHolds(Kem kem) {
    Guest guest = new Guest(node.http(), Guest.GOOD);
    Guest.Attempt attempt = guest.prepare("acme", "disk", kem);

    HttpAnswer answer = guest.send(attempt.request());

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    ReceiptOutcome outcome = Guest.open(attempt, answer.body(), tenant);
    assertThat(outcome).isInstanceOf(ReceiptOutcome.Verified.class);
    ReceiptOutcome.Verified verified = (ReceiptOutcome.Verified) outcome;
    JsonObject key =
        operator.get("/v1/tenants/acme/keys").json().getJsonArray("keys").getJsonObject(0);
    assertThat(Fingerprint.of(verified.key()).hex()).isEqualTo(key.getString("fingerprint"));
    assertThat(verified.entry().decision().simulated()).isTrue();
    assertThat(verified.entry().decision().policyName()).isEqualTo("root");
  }

  @Test
  void anotherWorkloadIsDeniedAndTheTenantIsToldWhy() {
    HttpAnswer answer = new Guest(node.http(), Guest.measurement(0x13)).ask("acme", "disk");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.problem()).isEqualTo("denied");
    JsonObject decision = operator.decision("acme", answer.json().getString("decision"));
    assertThat(decision.getBoolean("released")).isFalse();
    assertThat(decision.getString("reason")).isEqualTo("policy.no-permit-matched");
    assertThat(decision.getJsonObject("explanation").encode()).contains("measurement in builds");
  }

  private static double evaluations() {
    return new Metrics(node.http())
        .value("sealkeep_release_stage_seconds_count{stage=\"evaluate\"}");
  }

  @Test
  void aKeyThatDoesNotExistLooksLikeAnotherWorkload() {
    double before = evaluations();
    HttpAnswer unknown = new Guest(node.http(), Guest.GOOD).ask("acme", "nothing");
    assertThat(evaluations()).as("anybody can read the metrics").isEqualTo(before + 1);
    HttpAnswer wrong = new Guest(node.http(), Guest.measurement(0x14)).ask("acme", "disk");
    assertThat(evaluations()).isEqualTo(before + 2);

    assertThat(unknown.status()).isEqualTo(wrong.status());
    JsonObject first = unknown.json();
    JsonObject second = wrong.json();
    first.remove("decision");
    second.remove("decision");
    assertThat(first).isEqualTo(second);
  }

  /** So much that what it cost does not show. */
  @Test
  void aDenialTakesItsTime() {
    Guest guest = new Guest(node.http(), Guest.GOOD);
    Guest.Attempt attempt = guest.prepare("acme", "nothing", Kem.X_WING);
    long start = System.nanoTime();
    HttpAnswer denied = guest.send(attempt.request());
    assertThat(denied.problem()).isEqualTo("denied");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(DenialPace.STEP);
  }
}
