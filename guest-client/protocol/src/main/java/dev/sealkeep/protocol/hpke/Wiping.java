package dev.sealkeep.protocol.hpke;

import javax.security.auth.DestroyFailedException;
import javax.security.auth.Destroyable;

/** Destroys key objects where the platform can. */
final class Wiping {
  private Wiping() {}

  /** X25519 private keys of this JDK cannot be destroyed; they live for one exchange only. */
  @SuppressWarnings("EmptyCatch") // nothing better can be done; SECURITY.md lists the copy
  static void destroy(Destroyable key) {
    try {
      key.destroy();
    } catch (DestroyFailedException unsupported) {
      // The garbage collector has the last word.
    }
  }
}
