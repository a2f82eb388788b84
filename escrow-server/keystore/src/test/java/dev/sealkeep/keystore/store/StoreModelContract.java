package dev.sealkeep.keystore.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rollbacks and nested savepoints against a slow model of them, on any database. */
public abstract class StoreModelContract extends StoreContract {
  private static final int NAMES = 8;

  /** Random writes, members and failures against a map that is copied where the store saves. */
  @Test
  void randomWorkLeavesWhatAModelOfItLeaves() {
    Random random = new Random(20260304);
    Map<String, String> model = new TreeMap<>();
    for (int round = 0; round < 60; round++) {
      Map<String, String> tentative = new TreeMap<>(model);
      boolean fails = random.nextInt(4) == 0;
      CompletableFuture<Boolean> future =
          store()
              .transact(
                  transaction -> {
                    randomWork(random, transaction, tentative, 0);
                    if (fails) {
                      throw new Undone();
                    }
                    return true;
                  });
      assertThat(future.handle((done, failure) -> failure != null).join()).isEqualTo(fails);
      if (!fails) {
        model = tentative;
      }
      assertThat(settings()).isEqualTo(model);
    }
    assertThat(model).isNotEmpty();
  }

  /** What is joined, against the reads of one table each. */
  @Test
  void releaseRowsAreWhatTheTablesHold() {
    Random random = new Random(20261129);
    for (int round = 0; round < 40; round++) {
      store().transact(transaction -> randomKeys(random, transaction)).join();
      KeyId one = new KeyId("t" + random.nextInt(4), "k" + random.nextInt(3));
      KeyId other = new KeyId("_dummy", "k" + random.nextInt(3));
      List<ReleaseRows> joined = store().peek(snapshot -> snapshot.releaseRows(one, other));
      assertThat(joined)
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactlyInAnyOrderElementsOf(
              store()
                  .<List<ReleaseRows>>read(
                      snapshot ->
                          Stream.of(one, other)
                              .flatMap(key -> byTable(snapshot, key).stream())
                              .toList()));
    }
  }

  private static Optional<ReleaseRows> byTable(Snapshot snapshot, KeyId id) {
    Optional<KeyRow> key = snapshot.key(id.tenant(), id.name());
    List<KeyVersionRow> versions = snapshot.keyVersions(id.tenant(), id.name());
    boolean current =
        key.isPresent()
            && versions.stream().anyMatch(v -> v.version() == key.get().currentVersion());
    return snapshot
        .tenant(id.tenant())
        .map(
            tenant ->
                new ReleaseRows(
                    tenant,
                    key,
                    versions,
                    key.filter(_ -> current)
                        .flatMap(k -> snapshot.policy(k.tenant(), k.policy()))));
  }

  /** Some tenants, keys that have versions and keys that have none, and now and then a policy. */
  private static boolean randomKeys(Random random, Transaction transaction) {
    String tenant = random.nextInt(3) == 0 ? "_dummy" : "t" + random.nextInt(3);
    transaction.putTenant(StoreRows.tenant(tenant, 1 + random.nextInt(9)));
    String key = "k" + random.nextInt(3);
    transaction.putKey(StoreRows.key(tenant, key, random.nextBoolean(), 1 + random.nextInt(3)));
    for (int i = random.nextInt(4); i > 0; i--) {
      transaction.putKeyVersion(
          StoreRows.keyVersion(tenant, key, 1 + random.nextInt(3), random.nextInt(9)));
    }
    long next = transaction.policy(tenant, "policy").map(p -> p.stamp().version() + 1).orElse(1L);
    if (random.nextInt(4) == 0) {
      transaction.putPolicy(StoreRows.policy(tenant, "policy", next));
    }
    return true;
  }

  private static void randomWork(
      Random random, Transaction transaction, Map<String, String> model, int depth) {
    for (int i = random.nextInt(6); i > 0; i--) {
      if (depth < 3 && random.nextInt(3) == 0) {
        Map<String, String> before = new TreeMap<>(model);
        boolean fails = random.nextBoolean();
        try {
          transaction.savepoint(() -> randomMember(random, transaction, model, depth, fails));
        } catch (Undone e) {
          model.clear();
          model.putAll(before);
        }
      } else {
        String name = "s" + random.nextInt(NAMES);
        String value = Integer.toString(random.nextInt());
        transaction.putServerSetting(name, value);
        model.put(name, value);
      }
    }
  }

  private static boolean randomMember(
      Random random, Transaction transaction, Map<String, String> model, int depth, boolean fails) {
    randomWork(random, transaction, model, depth + 1);
    if (fails) {
      throw new Undone();
    }
    return true;
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    store()
        .read(
            snapshot -> {
              for (int i = 0; i < NAMES; i++) {
                String name = "s" + i;
                snapshot.serverSetting(name).ifPresent(value -> settings.put(name, value));
              }
              return true;
            });
    return settings;
  }
}
