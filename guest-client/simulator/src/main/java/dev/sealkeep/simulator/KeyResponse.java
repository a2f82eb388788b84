package dev.sealkeep.simulator;

import dev.sealkeep.protocol.secret.SecretBytes;

/** What MSG_KEY_RSP says. AMD 56860, MSG_KEY_RSP table. */
public sealed interface KeyResponse {
  /** STATUS of a success. */
  int SUCCESS = 0;

  /** STATUS of an invalid parameter. */
  int INVALID_PARAMETER = 0x16;

  /** STATUS of an invalid key selection. */
  int INVALID_KEY = 0x27;

  /** The STATUS field. */
  int status();

  /**
   * The key was derived.
   *
   * @param key 32 bytes; the receiver closes it
   */
  record Derived(SecretBytes key) implements KeyResponse {
    @Override
    public int status() {
      return SUCCESS;
    }
  }

  /**
   * The firmware refused.
   *
   * @param status {@link #INVALID_PARAMETER} or {@link #INVALID_KEY}
   */
  record Refused(int status) implements KeyResponse {}
}
