package dev.sealkeep.service.crash;

import dev.sealkeep.keystore.hierarchy.Fingerprint;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.log.SignedNote;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.harness.PinnedHttp;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Clients that create, rotate and release keys until the node dies under them, and remember every
 * answer. Each client changes keys of its own alone, so that it knows what a release must yield.
 */
final class Load {
  private static final int CLIENTS = 4;
  private static final int SECRET_BYTES = 32;

  private final PinnedHttp http;
  private final Operator operator;
  private final JsonObject tenant;
  private final History history;
  private final List<Map.Entry<String, KeyState>> older;
  private final List<Thread> clients = new ArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
  private volatile boolean ending;

  private Load(PinnedHttp http, Operator operator, JsonObject tenant, History history) {
    this.http = http;
    this.operator = operator;
    this.tenant = tenant;
    this.history = history;
    this.older = List.copyOf(history.acknowledged().entrySet());
  }

  /** Starts clients whose keys' names begin with {@code prefix}. */
  static Load start(
      PinnedHttp http,
      Operator operator,
      JsonObject tenant,
      History history,
      String prefix,
      long seed) {
    Load load = new Load(http, operator, tenant, history);
    for (int i = 0; i < CLIENTS; i++) {
      Client client = load.new Client(prefix + "-" + i, new Random(seed * CLIENTS + i));
      load.clients.add(Thread.ofPlatform().name(prefix + "-" + i).start(client));
    }
    return load;
  }

  /** From here on a broken connection is what is wanted. */
  void expectDeath() {
    ending = true;
  }

  /** Waits for the clients to notice; yields what should not have happened to them. */
  List<Throwable> join() {
    for (Thread client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return List.copyOf(unexpected);
  }

  /** One client. */
  private final class Client implements Runnable {
    private final String name;
    private final Random random;
    private final Guest guest;

    Client(String name, Random random) {
      this.name = name;
      this.random = random;
      this.guest = new Guest(http, Guest.GOOD);
    }

    @Override
    public void run() {
      try {
        for (int i = 0; ; i++) {
          live(name + "-" + i);
        }
      } catch (UncheckedIOException e) {
        if (!ending) {
          unexpected.add(e);
        }
      } catch (RuntimeException | AssertionError e) {
        unexpected.add(e);
      }
    }

    /** The life of a key: created, released, and rotated some times. */
    private void live(String key) {
      KeyState state =
          change(
              "/v1/tenants/acme/keys",
              201,
              key,
              1,
              new JsonObject().put("name", key).put("policy", "root"));
      release(key, state);
      for (int left = random.nextInt(3); left > 0; left--) {
        state =
            change(
                "/v1/tenants/acme/keys/" + key + "/rotate",
                200,
                key,
                state.version() + 1,
                new JsonObject());
        release(key, state);
      }
      if (!older.isEmpty()) {
        Map.Entry<String, KeyState> old = older.get(random.nextInt(older.size()));
        release(old.getKey(), old.getValue());
      }
      history.answer(checkpoint());
    }

    private KeyState change(String path, int status, String key, int version, JsonObject body) {
      byte[] bytes = new byte[SECRET_BYTES];
      random.nextBytes(bytes);
      KeyState state;
      try (SecretBytes secret = SecretBytes.owning(bytes.clone())) {
        state = new KeyState(version, Fingerprint.of(secret).hex());
      }
      history.attempt(key, state);
      HttpAnswer answer = operator.post(path, body.put("secret", Base64Url.encode(bytes)));
      require(answer, status);
      require(
          answer.json().getInteger("version") == version
              && answer.json().getString("fingerprint").equals(state.fingerprint()),
          "%s was acknowledged as %s".formatted(key, answer.text()));
      history.acknowledge(key);
      return state;
    }

    private void release(String key, KeyState state) {
      Guest.Attempt attempt =
          guest.prepare("acme", key, random.nextBoolean() ? Kem.X_WING : Kem.X25519);
      HttpAnswer answer = guest.send(attempt.request());
      require(answer, 200);
      switch (Guest.open(attempt, answer.body(), tenant)) {
        case ReceiptOutcome.Verified verified -> {
          try (SecretBytes released = verified.key()) {
            require(
                Fingerprint.of(released).hex().equals(state.fingerprint())
                    && verified.entry().keyVersion() == state.version(),
                key + " was released in another state than " + state);
          }
          history.release(
              new History.Released(verified.entry().id().toString(), verified.leafIndex()),
              verified.checkpoint());
        }
        case ReceiptOutcome.Untrusted untrusted ->
            throw new AssertionError("the receipt does not hold: " + untrusted.fault());
      }
    }

    private Checkpoint checkpoint() {
      HttpAnswer answer = operator.get("/v1/audit/checkpoint");
      require(answer, 200);
      LogResult<Checkpoint> parsed =
          SignedNote.parse(answer.json().getString("checkpoint"))
              .then(note -> Checkpoint.parse(note.text()));
      return parsed.toOptional().orElseThrow();
    }
  }

  private static void require(HttpAnswer answer, int status) {
    require(answer.status() == status, answer.status() + ": " + answer.text());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
