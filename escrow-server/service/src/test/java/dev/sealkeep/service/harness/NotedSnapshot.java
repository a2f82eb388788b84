package dev.sealkeep.service.harness;

import dev.sealkeep.keystore.store.Snapshot;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BiConsumer;

/** A snapshot that tells of each read. */
public final class NotedSnapshot {
  private NotedSnapshot() {}

  /** Has {@code read} take the method and the arguments of each read of {@code snapshot}. */
  public static Snapshot of(Snapshot snapshot, BiConsumer<String, Object[]> read) {
    return (Snapshot)
        Proxy.newProxyInstance(
            Snapshot.class.getClassLoader(),
            new Class<?>[] {Snapshot.class},
            (_, method, arguments) -> {
              read.accept(method.getName(), arguments);
              try {
                return method.invoke(snapshot, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }
}
