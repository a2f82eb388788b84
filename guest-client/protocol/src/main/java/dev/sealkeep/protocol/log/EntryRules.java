package dev.sealkeep.protocol.log;

/** What the members of entries may be. */
final class EntryRules {
  static final int MAX_REFERENCES = 64;

  /** As many items and as many event logs as a request may have. */
  static final int MAX_EVIDENCE = 16;

  /** Bounds every text but the gap's, so that no entry's encoding passes the bound on bytes. */
  static final int MAX_TEXT_CHARS = 128;

  static final int MAX_GAP_CHARS = 1024;

  private EntryRules() {}

  static void check(boolean condition, String member) {
    if (!condition) {
      throw new IllegalArgumentException("the entry's " + member + " is out of range");
    }
  }

  /** Bounded, encodable, no control characters: it may be shown on a terminal. */
  static void text(String value, String member) {
    text(value, MAX_TEXT_CHARS, member);
  }

  static void text(String value, int maxChars, String member) {
    check(
        value.length() <= maxChars
            && NoteSyntax.encodable(value)
            && value.chars().noneMatch(Character::isISOControl),
        member);
  }

  static void sha256(Digest digest, String member) {
    check(digest.length() == Digest.SHA256_BYTES, member);
  }
}
