package dev.sealkeep.agent;

import dev.sealkeep.agent.boot.Boot;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;

/** A boot with a clock of its own, and the boots after it. */
final class FakeBoot implements Boot {
  private final Map<UUID, Integer> opened = new HashMap<>();
  private int boots = 1;
  private long now = 1_790_000_000L;
  boolean keepsNothing;

  /** Starts the machine again. */
  void again() {
    boots++;
    opened.clear();
  }

  void pass(Duration time) {
    now += time.toSeconds();
  }

  @Override
  public UUID id() {
    return new UUID(7, boots);
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public void opened(UUID volume, int slot) throws IOException {
    if (keepsNothing) {
      throw new IOException("no /run");
    }
    opened.put(volume, slot);
  }

  @Override
  public OptionalInt openedBy(UUID volume) {
    Integer slot = opened.get(volume);
    return slot == null ? OptionalInt.empty() : OptionalInt.of(slot);
  }
}
