package dev.sealkeep.keystore.store.sqlite;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Says whether the store takes work. Once shut it stays shut, for the first reason given. */
final class Gate {
  private final AtomicReference<@Nullable String> refusal = new AtomicReference<>();

  /** Refuses all work from now on. */
  void shut(String reason) {
    refusal.compareAndSet(null, reason);
  }

  /** Why no work is taken, if none is. */
  Optional<StoreUnavailableException> refusal() {
    return Optional.ofNullable(refusal.get()).map(StoreUnavailableException::new);
  }
}
