package dev.sealkeep.service.fault.history;

import dev.sealkeep.protocol.log.Entry;

/** What a client asked for. */
public sealed interface Question {
  /** A challenge. */
  record Challenge() implements Question {}

  /**
   * A key.
   *
   * @param challenge digest of the challenge answer that the request is made with, hex
   * @param base the transcript's base, hex: what the log says of it
   * @param entitled whether some policy of the tenant's may admit this guest
   */
  record Release(String tenant, String key, String challenge, String base, boolean entitled)
      implements Question {}

  /** Something that changes what is released. */
  sealed interface Change extends Question {
    /** Whose. */
    String tenant();

    /** Its name within the tenant and its kind. */
    String name();

    /** What kind of object is changed. */
    Entry.StateObject object();
  }

  /**
   * A policy or a reference set.
   *
   * @param digest of its content, hex, which no other has
   * @param admits whether the entitled guests are admitted by it
   */
  record Put(String tenant, Entry.StateObject object, String name, String digest, boolean admits)
      implements Change {}

  /**
   * A key's first version, or its next.
   *
   * @param fingerprint of the sealing key, hex, which no other has
   */
  record NewVersion(String tenant, String name, String fingerprint) implements Change {
    @Override
    public Entry.StateObject object() {
      return Entry.StateObject.KEY;
    }
  }

  /** That a key be released, or not be. */
  record Enable(String tenant, String name, boolean enabled) implements Change {
    @Override
    public Entry.StateObject object() {
      return Entry.StateObject.KEY;
    }
  }

  /** The log's newest checkpoint. */
  record NewestCheckpoint() implements Question {}
}
