package dev.sealkeep.protocol.name;

import java.util.Optional;

/** What a guest wants a key for. The tag stands in the transcript and in the log entry. */
public enum Purpose {
  /** A disk is opened at boot. */
  UNLOCK("unlock"),
  /** A volume is given its first keyslot. */
  ENROLL("enroll"),
  /** Nothing is released: a running machine asks about its next boot. */
  PREFLIGHT("preflight"),
  /** A node of the escrow itself joins its cluster. */
  JOIN("join");

  private final String tag;

  Purpose(String tag) {
    this.tag = tag;
  }

  /** The tag as it stands in messages. */
  public String tag() {
    return tag;
  }

  /** Returns the purpose with that tag, or empty. For untrusted input. */
  public static Optional<Purpose> parse(String tag) {
    for (Purpose purpose : values()) {
      if (purpose.tag.equals(tag)) {
        return Optional.of(purpose);
      }
    }
    return Optional.empty();
  }
}
