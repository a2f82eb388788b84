package dev.sealkeep.keystore.hierarchy;

/**
 * A tenant just made.
 *
 * @param wrapped its secrets, to be stored
 * @param keys its opened keys, which the caller closes
 */
public record NewTenant(WrappedTenant wrapped, TenantKeys keys) implements AutoCloseable {
  /** Closes the opened keys. */
  @Override
  public void close() {
    keys.close();
  }
}
