package dev.sealkeep.service.crash;

/**
 * Something a client asks the node to keep.
 *
 * @param name unique within its kind
 */
record Item(Kind kind, String name) {
  /** What it is. */
  enum Kind {
    /** A sealing key. */
    KEY("keys", "fingerprint"),
    /** A policy. */
    POLICY("policies", "digest");

    private final String collection;
    private final String digest;

    Kind(String collection, String digest) {
      this.collection = collection;
      this.digest = digest;
    }

    /** The last part of the path under which the tenant's are listed, and the list's name. */
    String collection() {
      return collection;
    }

    /** The member of an answer that holds the digest. */
    String digest() {
      return digest;
    }
  }
}
