package dev.sealkeep.agent.exchange;

import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.name.Purpose;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is wanted of the configured key, and what is reported with the request.
 *
 * @param purpose what for, which the log will show
 * @param keyVersion the version, from 1; empty for whichever is the current one
 * @param fallbacks what was done without the escrow since the last report, which the log will show;
 *     a key comes only with a receipt that shows it
 * @param question about the next boot, for which no key is given; empty where a key is wanted
 */
public record Wanted(
    Purpose purpose,
    OptionalInt keyVersion,
    Optional<Fallbacks> fallbacks,
    Optional<NextBoot> question) {
  /** The current version, to open a volume. */
  public static final Wanted UNLOCK = new Wanted(Purpose.UNLOCK, OptionalInt.empty());

  /** The current version, to make a slot for it. */
  public static final Wanted ENROLL = new Wanted(Purpose.ENROLL, OptionalInt.empty());

  /** Something of a guest with nothing to report. */
  public Wanted(Purpose purpose, OptionalInt keyVersion) {
    this(purpose, keyVersion, Optional.empty(), Optional.empty());
  }

  /** The version that a volume has a slot for, to open it. */
  public static Wanted unlock(int keyVersion) {
    return new Wanted(Purpose.UNLOCK, OptionalInt.of(keyVersion));
  }

  /** The version that a volume has a slot for, to change its slots. */
  public static Wanted enroll(int keyVersion) {
    return new Wanted(Purpose.ENROLL, OptionalInt.of(keyVersion));
  }

  /** The same with a report. */
  public Wanted withFallbacks(Fallbacks reported) {
    return new Wanted(purpose, keyVersion, Optional.of(reported), question);
  }

  /** No key, but whether the next boot will be given its current version. */
  public static Wanted preflight(NextBoot question) {
    return new Wanted(
        Purpose.PREFLIGHT, OptionalInt.empty(), Optional.empty(), Optional.of(question));
  }

  /** Whether a version is what was wanted. */
  boolean accepts(int version) {
    return keyVersion.orElse(version) == version;
  }
}
