package dev.sealkeep.agent.keyring;

import dev.sealkeep.protocol.secret.SecretBytes;
import java.time.Duration;

/**
 * The kernel's key management for one thread, to which authority and keyrings belong: all calls of
 * a request are made on the same one.
 */
public interface KernelKeys {
  /** {@code KEY_SPEC_PROCESS_KEYRING}: gone with the process. */
  int PROCESS_KEYRING = -2;

  /** {@code KEY_SPEC_SESSION_KEYRING}. */
  int SESSION_KEYRING = -3;

  /** {@code KEY_SPEC_USER_KEYRING}. */
  int USER_KEYRING = -4;

  /** {@code KEY_SPEC_USER_SESSION_KEYRING}. */
  int USER_SESSION_KEYRING = -5;

  /**
   * Adds a key, or gives one of that description another payload (add_key(2)). Reads the secret to
   * hand it over.
   *
   * @return the key's serial number
   */
  int add(KeyType type, String description, SecretBytes payload, int keyring)
      throws KeyringException;

  /** Takes on the authority to construct a key (KEYCTL_ASSUME_AUTHORITY). */
  void assumeAuthority(int key) throws KeyringException;

  /** Says what a key is: {@code type;uid;gid;permissions;description} (KEYCTL_DESCRIBE). */
  String describe(int key) throws KeyringException;

  /** Says what came with the request for which authority was taken on. */
  String calloutInfo() throws KeyringException;

  /** Gives a key under construction its payload. Reads the secret to hand it over. */
  void instantiate(int key, SecretBytes payload) throws KeyringException;

  /**
   * Ends the construction of a key without one (KEYCTL_REJECT).
   *
   * @param lifetime for how long whoever asks again is refused at once; whole seconds
   * @param errno what askers get
   */
  void reject(int key, Duration lifetime, int errno) throws KeyringException;
}
