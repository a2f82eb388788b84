package dev.sealkeep.keystore.hierarchy;

import dev.sealkeep.keystore.kek.RootKek;
import dev.sealkeep.protocol.secret.SecretBytes;

/**
 * Wraps the server's own secrets, such as the challenge key and the log's signing key, under the
 * root KEK, each bound to its name.
 */
public final class ServerSecrets {
  private final RootKek root;

  /** Makes one over a root KEK. */
  public ServerSecrets(RootKek root) {
    this.root = root;
  }

  /** Wraps a secret, which stays the caller's to close. */
  public byte[] wrap(String name, SecretBytes secret) {
    return root.wrap(secret, WrappedObject.SERVER_SECRET.associatedData(name));
  }

  /**
   * Unwraps a secret; the caller closes it.
   *
   * @throws UnwrapFailedException if the blob was not wrapped under that name
   */
  public SecretBytes unwrap(String name, byte[] wrapped) {
    return root.unwrap(wrapped, WrappedObject.SERVER_SECRET.associatedData(name))
        .orElseThrow(
            () -> new UnwrapFailedException(WrappedObject.SERVER_SECRET, "server secret " + name));
  }

  /** Names the root KEK's provider. */
  @Override
  public String toString() {
    return "ServerSecrets[" + root.description() + "]";
  }
}
