package dev.sealkeep.agent.boot;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.UUID;

/** The running boot. */
public interface Boot {
  /** Tells this boot from others. */
  UUID id();

  /** Seconds since 1970 by the guest's clock, which its host may have set. */
  long now();

  /**
   * Keeps, until the machine stops, which slot a volume was opened by.
   *
   * @throws IOException if there is no place for it
   */
  void opened(UUID volume, int slot) throws IOException;

  /** Which slot a volume was opened by in this boot; empty if nobody kept it. */
  OptionalInt openedBy(UUID volume);
}
