package dev.sealkeep.keystore.hierarchy;

/** The kinds of state rows; the tag is the {@code object} of a {@code state} entry in the log. */
public enum StateKind {
  /** A tenant and its wrapped secrets. */
  TENANT("tenant"),
  /** A policy. */
  POLICY("policy"),
  /** A reference set. */
  REFERENCE("reference"),
  /** A sealing key with its versions. */
  KEY("key"),
  /** Something of the server's own. */
  SERVER("server");

  private final String tag;

  StateKind(String tag) {
    this.tag = tag;
  }

  /** The tag as it stands in log entries. */
  public String tag() {
    return tag;
  }
}
