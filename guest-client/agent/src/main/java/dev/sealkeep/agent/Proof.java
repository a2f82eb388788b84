package dev.sealkeep.agent;

import dev.sealkeep.agent.boot.Boot;
import dev.sealkeep.agent.volume.token.Pending;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Whether a new slot has shown that it opens its volume at boot. Asked only of a slot that opens.
 */
enum Proof {
  /** It has, or its time is over: the older slots may go. */
  PROVED,
  /** No boot has tried it yet. */
  AWAITED,
  /** This boot was opened by another slot: the older ones stay, whatever the time. */
  FAILED;

  /**
   * How long older slots stay at most while no boot tries the new one. After that it is enough that
   * the new one opens in the running system, so that a machine which never reboots does not keep a
   * slot of firmware that is known to be broken.
   */
  static final Duration WINDOW = Duration.ofDays(7);

  /**
   * Judges a slot.
   *
   * @param fallback whether the slot is one that a boot uses only without the escrow; then it is
   *     enough that it opens in a later boot
   * @param keyslot the slot
   */
  static Proof of(Pending pending, boolean fallback, int keyslot, Boot boot, UUID volume) {
    boolean over = boot.now() - pending.since() >= WINDOW.toSeconds();
    if (boot.id().equals(pending.boot())) {
      return over ? PROVED : AWAITED;
    }
    OptionalInt opened = boot.openedBy(volume);
    if (fallback || opened.equals(OptionalInt.of(keyslot))) {
      return PROVED;
    }
    if (opened.isPresent()) {
      return FAILED;
    }
    return over ? PROVED : AWAITED;
  }
}
