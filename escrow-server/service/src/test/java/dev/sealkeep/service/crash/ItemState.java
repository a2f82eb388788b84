package dev.sealkeep.service.crash;

import io.vertx.core.json.JsonObject;

/**
 * A sealing key or a policy as a client knows it.
 *
 * @param version the version in force
 * @param digest of that version, hex: a key's fingerprint, or the digest of a policy's source
 */
record ItemState(int version, String digest) {
  /** What an answer says of it. */
  static ItemState of(Item.Kind kind, JsonObject answer) {
    return new ItemState(answer.getInteger("version"), answer.getString(kind.digest()));
  }
}
