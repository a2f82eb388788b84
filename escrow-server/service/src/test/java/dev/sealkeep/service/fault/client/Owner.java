package dev.sealkeep.service.fault.client;

import dev.sealkeep.keystore.hierarchy.ContentDigests;
import dev.sealkeep.keystore.hierarchy.Fingerprint;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.service.fault.history.Answer;
import dev.sealkeep.service.fault.history.Question;
import dev.sealkeep.service.harness.HttpAnswer;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whose workload it is: changes its policy, its set and its keys one after the other, revokes, and
 * admits again. A change that admits is asked for until it is acknowledged, anywhere.
 */
final class Owner implements Runnable {
  private static final int SECRET_BYTES = 32;
  private static final int KEYS = 400;

  private final Users users;
  private final Workload workload;
  private final Recorder recorder;
  private final Random random;
  private long unique;
  private int created;

  Owner(Users users, Workload workload, Recorder recorder, Random random) {
    this.users = users;
    this.workload = workload;
    this.recorder = recorder;
    this.random = random;
  }

  /** Makes the workload; every call has to succeed. */
  void setUp() {
    require(putSet(true));
    require(putPolicy(true));
    require(createKey(workload.name()));
  }

  private static void require(Answer answer) {
    if (!(answer instanceof Answer.Changed)) {
      throw new IllegalStateException("the scene could not be set up: " + answer);
    }
  }

  @Override
  public void run() {
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        Answer _ = putPolicy(false);
        boolean _ = users.rest(random.nextInt(600));
        insist(users::working, () -> putPolicy(true));
      }
      case 2, 3 -> {
        Answer _ = putSet(false);
        boolean _ = users.rest(random.nextInt(600));
        insist(users::working, () -> putSet(true));
      }
      case 4 -> {
        String key = anyKey();
        Answer _ = enable(key, false);
        boolean _ = users.rest(random.nextInt(600));
        insist(users::working, () -> enable(key, true));
      }
      case 5 -> {
        Answer _ = rotate(anyKey());
      }
      case 6 -> {
        Answer _ = putPolicy(true);
      }
      default -> {
        if (created < KEYS) {
          created++;
          String key = workload.name() + "-" + created;
          if (createKey(key) instanceof Answer.Changed) {
            workload.keys().add(key);
          }
        }
      }
    }
  }

  /** Admits its guests to every key again, whatever was done. */
  void admitAll(BooleanSupplier patient) {
    insist(patient, () -> putPolicy(true));
    insist(patient, () -> putSet(true));
    workload.keys().forEach(key -> insist(patient, () -> enable(key, true)));
  }

  private String anyKey() {
    return workload.keys().get(random.nextInt(workload.keys().size()));
  }

  private void insist(BooleanSupplier patient, Supplier<Answer> change) {
    while (!(change.get() instanceof Answer.Changed) && patient.getAsBoolean()) {
      boolean _ = users.rest(100);
    }
  }

  private Answer putPolicy(boolean admits) {
    String source = workload.policy(admits, unique++);
    Question.Put put =
        new Question.Put(
            workload.tenant(),
            Entry.StateObject.POLICY,
            workload.name(),
            HexFormat.of().formatHex(ContentDigests.policy(source)),
            admits);
    int node = users.anyNode(random);
    return recorder.call(
        node,
        put,
        () -> users.operator(node).put(path("/policies/" + workload.name()), source),
        Owner::changed);
  }

  private Answer putSet(boolean admits) {
    String rows = workload.set(admits, unique++);
    Question.Put put =
        new Question.Put(
            workload.tenant(),
            Entry.StateObject.REFERENCE,
            workload.name(),
            HexFormat.of().formatHex(ContentDigests.reference(rows)),
            admits);
    int node = users.anyNode(random);
    return recorder.call(
        node,
        put,
        () -> users.operator(node).put(path("/references?name=" + workload.name()), rows),
        Owner::changed);
  }

  private Answer createKey(String key) {
    return newVersion(
        key, "/keys", new JsonObject().put("name", key).put("policy", workload.name()));
  }

  private Answer rotate(String key) {
    return newVersion(key, "/keys/" + key + "/rotate", new JsonObject());
  }

  private Answer newVersion(String key, String path, JsonObject body) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    String fingerprint;
    try (SecretBytes secret = SecretBytes.owning(bytes.clone())) {
      fingerprint = Fingerprint.of(secret).hex();
    }
    body.put("secret", Base64Url.encode(bytes));
    int node = users.anyNode(random);
    return recorder.call(
        node,
        new Question.NewVersion(workload.tenant(), key, fingerprint),
        () -> users.operator(node).post(path(path), body),
        Owner::changed);
  }

  private Answer enable(String key, boolean enabled) {
    int node = users.anyNode(random);
    String path = path("/keys/" + key + (enabled ? "/enable" : "/disable"));
    return recorder.call(
        node,
        new Question.Enable(workload.tenant(), key, enabled),
        () -> users.operator(node).post(path, new JsonObject()),
        Owner::changed);
  }

  private String path(String rest) {
    return "/v1/tenants/" + workload.tenant() + rest;
  }

  private static Answer changed(HttpAnswer answer) {
    JsonObject row = answer.json();
    return new Answer.Changed(row.getLong("version"), row.getLong("log_index"));
  }
}
