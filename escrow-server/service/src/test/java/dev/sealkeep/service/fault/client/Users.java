package dev.sealkeep.service.fault.client;

import dev.sealkeep.ledger.audit.HeldEntry;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.service.fault.history.FinalLog;
import dev.sealkeep.service.fault.history.History;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.harness.PinnedHttp;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** All users of a cluster, each with a thread of its own. */
public final class Users implements AutoCloseable {
  private static final int GUESTS = 6;
  private static final int GUEST_REST_MILLIS = 120;
  private static final int OWNER_REST_MILLIS = 500;
  private static final int AUDITOR_REST_MILLIS = 60;
  private static final List<String> TENANTS = List.of("acme", "globex");
  private static final int WORKLOADS_EACH = 2;

  /** Guests give up sooner than the node does, so that answers get lost. */
  private static final Duration GUEST_DEADLINE = Duration.ofSeconds(4);

  private static final Duration OPERATOR_DEADLINE = Duration.ofSeconds(12);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration ADMISSION_LIMIT = Duration.ofMinutes(1);

  private final List<PinnedHttp> guestHttp = new ArrayList<>();
  private final List<PinnedHttp> operatorHttp = new ArrayList<>();
  private final String token;
  private final History history;
  private final Random random;
  private final Map<String, JsonObject> tenants = new HashMap<>();
  private final List<Workload> workloads = new ArrayList<>();
  private final List<Owner> owners = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ending = new CountDownLatch(1);

  /**
   * Makes tenants, policies, sets and keys.
   *
   * @param http a client of the node of a number with a deadline
   * @param nodes how many nodes there are
   */
  public Users(
      BiFunction<Integer, Duration, PinnedHttp> http,
      int nodes,
      String token,
      History history,
      Random random) {
    this.token = token;
    this.history = history;
    this.random = random;
    for (int node = 1; node <= nodes; node++) {
      guestHttp.add(http.apply(node, GUEST_DEADLINE));
      operatorHttp.add(http.apply(node, OPERATOR_DEADLINE));
    }
    for (String tenant : TENANTS) {
      tenants.put(tenant, operator(1).createTenant(tenant));
      for (int i = 1; i <= WORKLOADS_EACH; i++) {
        Workload workload = new Workload(tenant, "w" + (workloads.size() + 1));
        workloads.add(workload);
        Owner owner =
            new Owner(
                this,
                workload,
                new Recorder(history, "owner of " + workload.name()),
                new Random(random.nextLong()));
        owners.add(owner);
        owner.setUp();
      }
    }
  }

  /** Has all of them begin. */
  public void begin() {
    for (int i = 1; i <= GUESTS; i++) {
      String name = "guest " + i;
      Random own = new Random(random.nextLong());
      repeat(name, new GuestClient(this, new Recorder(history, name), own), own, GUEST_REST_MILLIS);
    }
    for (int i = 0; i < owners.size(); i++) {
      repeat("owner " + i, owners.get(i), new Random(random.nextLong()), OWNER_REST_MILLIS);
    }
    Random own = new Random(random.nextLong());
    repeat(
        "auditor",
        new Auditor(this, new Recorder(history, "auditor"), own),
        own,
        AUDITOR_REST_MILLIS);
  }

  private void repeat(String name, Runnable work, Random own, int restMillis) {
    threads.add(
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .start(
                () -> {
                  try {
                    while (!rest(own.nextInt(restMillis))) {
                      work.run();
                    }
                  } catch (RuntimeException | AssertionError e) {
                    unexpected.add(e);
                  }
                }));
  }

  /** Waits, but no longer than users work; whether they are to end. */
  boolean rest(long millis) {
    return passes(ending, millis);
  }

  /** Whether they have not been told to end. */
  boolean working() {
    return ending.getCount() > 0;
  }

  private static boolean passes(CountDownLatch latch, long millis) {
    try {
      return latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Ends all of them; yields what should not have happened to them. */
  public List<Throwable> end() {
    ending.countDown();
    threads.forEach(thread -> join(thread, PATIENCE));
    return List.copyOf(unexpected);
  }

  private static void join(Thread thread, Duration limit) {
    try {
      boolean _ = thread.join(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a guest gets a key from a node, now that nothing fails. */
  public boolean releases(int node) {
    Workload workload = workloads.getFirst();
    return heir().obtain(workload, workload.name(), node);
  }

  /** Admits every guest again and asks for every key once more, at the node. */
  public void askForEverything(int node) {
    long deadline = System.nanoTime() + ADMISSION_LIMIT.toNanos();
    owners.forEach(owner -> owner.admitAll(() -> System.nanoTime() < deadline));
    GuestClient heir = heir();
    for (Workload workload : workloads) {
      for (String key : workload.keys()) {
        boolean _ = heir.obtain(workload, key, node);
      }
    }
  }

  private GuestClient heir() {
    return new GuestClient(this, new Recorder(history, "heir"), random);
  }

  /** Reads the public log of a node, and has the tenants open what is theirs. */
  public FinalLog log(int node) {
    PinnedHttp http = operatorHttp.get(node - 1);
    Checkpoint checkpoint = Auditor.publicCheckpoint(http);
    List<Leaf> leaves = Auditor.leaves(http, checkpoint.size());
    Map<String, FinalLog.Tenant> holders = new HashMap<>();
    tenants.forEach(
        (name, created) -> {
          byte[] key = Base64Url.decode(created.getString("tenant_key")).orElseThrow();
          List<HeldEntry> held = Auditor.held(operator(node), name);
          holders.put(name, new FinalLog.Tenant(SecretBytes.owning(key), held));
        });
    FinalLog log = FinalLog.of(checkpoint, leaves, holders);
    holders.values().forEach(tenant -> tenant.key().close());
    return log;
  }

  List<Workload> workloads() {
    return workloads;
  }

  JsonObject tenant(String name) {
    return Objects.requireNonNull(tenants.get(name));
  }

  PinnedHttp guests(int node) {
    return guestHttp.get(node - 1);
  }

  Operator operator(int node) {
    return new Operator(operatorHttp.get(node - 1), token);
  }

  int anyNode(Random own) {
    return 1 + own.nextInt(guestHttp.size());
  }

  int otherThan(int node) {
    return 1 + node % guestHttp.size();
  }

  @Override
  public void close() {
    guestHttp.forEach(PinnedHttp::close);
    operatorHttp.forEach(PinnedHttp::close);
  }
}
