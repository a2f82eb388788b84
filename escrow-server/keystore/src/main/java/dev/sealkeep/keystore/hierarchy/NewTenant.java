package dev.sealkeep.keystore.hierarchy;

/**
 * A tenant just made.
 *
 * @param wrapped its secrets, to be stored
 * @param keys its opened keys, which the caller closes
 */
public record NewTenant(WrappedTenant wrapped, TenantKeys keys) implements AutoCloseable {
  /** The tenant's KEK under the root KEK. */
  public byte[] wrappedKek() {
    return wrapped.kek();
  }

  /** k_tenant under the tenant's KEK. */
  public byte[] wrappedTagKey() {
    return wrapped.tagKey();
  }

  /** The state key under the tenant's KEK. */
  public byte[] wrappedStateKey() {
    return wrapped.stateKey();
  }

  /** Closes the opened keys. */
  @Override
  public void close() {
    keys.close();
  }
}
