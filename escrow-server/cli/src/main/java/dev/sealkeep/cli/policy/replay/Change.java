package dev.sealkeep.cli.policy.replay;

import java.util.Locale;

/** What becomes of an attestation, the gravest first: a disk that stays shut. */
public enum Change {
  /** It was released and would be denied. */
  NEWLY_DENIED,
  /** It was denied and would be released. */
  NEWLY_ADMITTED,
  /** Nobody can say. */
  NOT_REPLAYABLE,
  /** It was denied and still would be. */
  STILL_DENIED,
  /** It was released and still would be. */
  STILL_PERMITTED;

  static Change of(boolean permittedThen, boolean permittedNow) {
    return permittedThen
        ? permittedNow ? STILL_PERMITTED : NEWLY_DENIED
        : permittedNow ? NEWLY_ADMITTED : STILL_DENIED;
  }

  /** The name for programs, such as {@code newly_denied}. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name for people, such as {@code newly denied}. */
  String words() {
    return code().replace('_', ' ');
  }
}
