package dev.sealkeep.keystore.hierarchy;

import dev.sealkeep.keystore.store.KeyVersionRow;
import java.util.List;

/**
 * A tenant whose KEK has a new primary key.
 *
 * @param wrapped its secrets wrapped anew, to be stored; k_tenant and the state key are unchanged
 * @param versions the sealing keys' versions wrapped anew, in the order given
 * @param keys its opened keys, which the caller closes
 */
public record RotatedTenant(WrappedTenant wrapped, List<KeyVersionRow> versions, TenantKeys keys)
    implements AutoCloseable {
  /** Closes the opened keys. */
  @Override
  public void close() {
    keys.close();
  }
}
