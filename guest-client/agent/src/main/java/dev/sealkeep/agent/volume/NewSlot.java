package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.volume.token.Pending;
import java.util.Optional;

/**
 * A slot to make.
 *
 * @param key its key
 * @param pending that it has to prove itself by opening a boot
 */
public record NewSlot(SlotKey key, Optional<Pending> pending) {
  /** A slot that has nothing to prove. */
  public static NewSlot of(SlotKey key) {
    return new NewSlot(key, Optional.empty());
  }
}
