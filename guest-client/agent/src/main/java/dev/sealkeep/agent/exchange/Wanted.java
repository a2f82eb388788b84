package dev.sealkeep.agent.exchange;

import dev.sealkeep.protocol.name.Purpose;
import java.util.OptionalInt;

/**
 * What is wanted of the configured key.
 *
 * @param purpose what for, which the log will show
 * @param keyVersion the version, from 1; empty for whichever is the current one
 */
public record Wanted(Purpose purpose, OptionalInt keyVersion) {
  /** The current version, to open a volume. */
  public static final Wanted UNLOCK = new Wanted(Purpose.UNLOCK, OptionalInt.empty());

  /** The current version, to make a slot for it. */
  public static final Wanted ENROLL = new Wanted(Purpose.ENROLL, OptionalInt.empty());

  /** The version that a volume has a slot for, to open it. */
  public static Wanted unlock(int keyVersion) {
    return new Wanted(Purpose.UNLOCK, OptionalInt.of(keyVersion));
  }

  /** Whether a version is what was wanted. */
  boolean accepts(int version) {
    return keyVersion.orElse(version) == version;
  }
}
