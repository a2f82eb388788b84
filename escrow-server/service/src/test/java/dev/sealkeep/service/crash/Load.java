package dev.sealkeep.service.crash;

import dev.sealkeep.keystore.hierarchy.ContentDigests;
import dev.sealkeep.keystore.hierarchy.Fingerprint;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.log.SignedNote;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.harness.PinnedHttp;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Clients that work until the node dies under them, and remember every answer: some create, rotate
 * and release keys, one puts policies. Each changes items of its own alone, so that it knows what
 * they must be.
 */
final class Load {
  private static final int CLIENTS = 4;
  private static final int SECRET_BYTES = 32;

  private final PinnedHttp http;
  private final Operator operator;
  private final JsonObject tenant;
  private final History history;
  private final List<Map.Entry<Item, ItemState>> older;
  private final List<Thread> clients = new ArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
  private volatile boolean ending;

  private Load(PinnedHttp http, Operator operator, JsonObject tenant, History history) {
    this.http = http;
    this.operator = operator;
    this.tenant = tenant;
    this.history = history;
    this.older =
        history.acknowledged().entrySet().stream()
            .filter(item -> item.getKey().kind() == Item.Kind.KEY)
            .toList();
  }

  /** Starts clients whose items' names begin with {@code prefix}. */
  static Load start(
      PinnedHttp http,
      Operator operator,
      JsonObject tenant,
      History history,
      String prefix,
      long seed) {
    Load load = new Load(http, operator, tenant, history);
    Random random = new Random(seed);
    for (int i = 0; i < CLIENTS; i++) {
      load.start(prefix + "-" + i, load.new KeyOwner(new Random(random.nextLong())));
    }
    load.start(prefix + "-p", load.new PolicyWriter(new Random(random.nextLong())));
    return load;
  }

  private void start(String name, Client client) {
    clients.add(Thread.ofPlatform().name(name).start(() -> run(name, client)));
  }

  private void run(String name, Client client) {
    try {
      for (int i = 0; ; i++) {
        client.work(name + "-" + i);
      }
    } catch (UncheckedIOException e) {
      if (!ending) {
        unexpected.add(e);
      }
    } catch (RuntimeException | AssertionError e) {
      unexpected.add(e);
    }
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

  /** Somebody with something to do again and again. */
  private interface Client {
    void work(String name);
  }

  /** Keys are created, released, and rotated some times; old ones are released again. */
  private final class KeyOwner implements Client {
    private final Random random;
    private final Recipient recipient;

    KeyOwner(Random random) {
      this.random = random;
      this.recipient = new Recipient(http, tenant, history);
    }

    @Override
    public void work(String key) {
      JsonObject creation = new JsonObject().put("name", key).put("policy", "root");
      ItemState state = change("/v1/tenants/acme/keys", 201, key, 1, creation);
      release(key, state);
      for (int left = random.nextInt(3); left > 0; left--) {
        String path = "/v1/tenants/acme/keys/" + key + "/rotate";
        state = change(path, 200, key, state.version() + 1, new JsonObject());
        release(key, state);
      }
      if (!older.isEmpty()) {
        Map.Entry<Item, ItemState> old = older.get(random.nextInt(older.size()));
        release(old.getKey().name(), old.getValue());
      }
      history.answer(checkpoint());
    }

    private void release(String key, ItemState state) {
      recipient.release(key, state, random.nextBoolean() ? Kem.X_WING : Kem.X25519);
    }

    private ItemState change(String path, int status, String key, int version, JsonObject body) {
      byte[] bytes = new byte[SECRET_BYTES];
      random.nextBytes(bytes);
      ItemState state;
      try (SecretBytes secret = SecretBytes.owning(bytes.clone())) {
        state = new ItemState(version, Fingerprint.of(secret).hex());
      }
      Item item = new Item(Item.Kind.KEY, key);
      history.attempt(item, state);
      acknowledge(
          item, state, status, operator.post(path, body.put("secret", Base64Url.encode(bytes))));
      return state;
    }
  }

  /** Policies are put, and some of them put again with another text. */
  private final class PolicyWriter implements Client {
    private final Random random;

    PolicyWriter(Random random) {
      this.random = random;
    }

    @Override
    public void work(String policy) {
      int versions = 1 + random.nextInt(3);
      for (int version = 1; version <= versions; version++) {
        String source = Guest.POLICY + "# version " + version + "\n";
        ItemState state =
            new ItemState(version, HexFormat.of().formatHex(ContentDigests.policy(source)));
        Item item = new Item(Item.Kind.POLICY, policy);
        history.attempt(item, state);
        acknowledge(item, state, 200, operator.put("/v1/tenants/acme/policies/" + policy, source));
      }
    }
  }

  private void acknowledge(Item item, ItemState state, int status, HttpAnswer answer) {
    require(answer, status);
    require(
        ItemState.of(item.kind(), answer.json()).equals(state),
        "%s was acknowledged as %s".formatted(item, answer.text()));
    history.acknowledge(item);
  }

  private Checkpoint checkpoint() {
    HttpAnswer answer = operator.get("/v1/audit/checkpoint");
    require(answer, 200);
    LogResult<Checkpoint> parsed =
        SignedNote.parse(answer.json().getString("checkpoint"))
            .then(note -> Checkpoint.parse(note.text()));
    return parsed.toOptional().orElseThrow();
  }

  static void require(HttpAnswer answer, int status) {
    require(answer.status() == status, answer.status() + ": " + answer.text());
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
