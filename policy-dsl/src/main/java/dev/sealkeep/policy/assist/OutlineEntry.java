package dev.sealkeep.policy.assist;

/**
 * An item of a policy.
 *
 * @param name such as {@code permit amd-sev-snp}, or a declared name
 * @param named what names it
 * @param whole all of it
 */
public record OutlineEntry(String name, Kind kind, Span named, Span whole) {
  /** Which item it is. */
  public enum Kind {
    /** A reference set under a name. */
    REFERENCE,
    /** A value under a name. */
    CONSTANT,
    /** A condition under a name. */
    CONDITION,
    /** A clause that permits. */
    PERMIT,
    /** A clause that forbids. */
    FORBID
  }
}
