package dev.sealkeep.keystore.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
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
