package dev.sealkeep.protocol.secret;

/**
 * The capability to read secret bytes. Holding one is not a protection against hostile code; it
 * makes each place that reads a secret visible to a search.
 */
public final class SecretAccess {
  private static final SecretAccess INSTANCE = new SecretAccess();

  private SecretAccess() {}

  /** Returns the capability. A caller should say beside the call why it must read the bytes. */
  public static SecretAccess get() {
    return INSTANCE;
  }
}
