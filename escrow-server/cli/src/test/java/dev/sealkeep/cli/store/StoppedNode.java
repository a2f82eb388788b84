package dev.sealkeep.cli.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.store.postgresql.PostgresqlServer;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.LoopbackDatabase;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * A stopped node with an embedded store: a tenant with a key that was released once, a denial, and
 * a request for a key that does not exist.
 *
 * @param data its data directory
 * @param tenant what the tenant's owner was told
 * @param key the key that was released
 */
@SuppressWarnings("ArrayRecordComponent") // compared by AssertJ
record StoppedNode(Path data, JsonObject tenant, byte[] key) {

  static StoppedNode make(Path data) {
    try (Node node = Node.start(data)) {
      Operator operator = node.operator();
      JsonObject tenant = node.scene(operator, "acme");
      operator.putPolicy("acme", "root", Guest.POLICY + "\n");
      byte[] key = release(node, tenant);
      HttpAnswer denied = new Guest(node.http(), Guest.measurement(0x13)).ask("acme", "disk");
      HttpAnswer unknown = new Guest(node.http(), Guest.GOOD).ask("acme", "nothing");
      assertThat(List.of(denied.status(), unknown.status())).containsExactly(403, 403);
      return new StoppedNode(data, tenant, key);
    }
  }

  /** The same node in another folder. */
  StoppedNode copy(Path to) {
    return new StoppedNode(Database.copy(data, to), tenant, key);
  }

  /** Has a good guest obtain the key, as the agent would. */
  static byte[] release(Node node, JsonObject tenant) {
    Guest guest = new Guest(node.http(), Guest.GOOD);
    Guest.Attempt attempt = guest.prepare("acme", "disk", Kem.X_WING);
    HttpAnswer answer = guest.send(attempt.request());
    ReceiptOutcome outcome = Guest.open(attempt, answer.body(), tenant);
    assertThat(outcome).as(answer.text()).isInstanceOf(ReceiptOutcome.Verified.class);
    try (SecretBytes key = ((ReceiptOutcome.Verified) outcome).key()) {
      return key.bytes(SecretAccess.get()).clone();
    }
  }

  /** Starts it on a database server. */
  Node start(PostgresqlServer server) {
    return Node.start(
        data,
        InstantSource.system(),
        settings -> settings.withDatabase(LoopbackDatabase.at(server.port())));
  }

  /** Its configuration on a database server. */
  Path configuration(int port) {
    try {
      return Files.writeString(
          data.resolve("server.properties"),
          """
          data=%s
          database-hosts=127.0.0.1:%d
          database-name=store
          database-user=postgres
          database-tls=false
          """
              .formatted(data, port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Database database() {
    return new Database(data);
  }
}
