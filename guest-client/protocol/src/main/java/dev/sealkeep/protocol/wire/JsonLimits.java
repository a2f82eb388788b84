package dev.sealkeep.protocol.wire;

/**
 * How much of a document a reader takes in.
 *
 * @param maxBytes the longest document
 * @param maxDepth how deep objects and arrays nest; a flat object has depth 1
 * @param maxMembers the most members of one object and items of one array
 */
public record JsonLimits(int maxBytes, int maxDepth, int maxMembers) {
  /** The depth that every message keeps to. */
  public static final int MESSAGE_DEPTH = 8;

  /** The members that every message keeps to. */
  public static final int MESSAGE_MEMBERS = 64;

  /** The limits of a message of at most {@code maxBytes}. */
  public static JsonLimits ofMessage(int maxBytes) {
    return new JsonLimits(maxBytes, MESSAGE_DEPTH, MESSAGE_MEMBERS);
  }
}
