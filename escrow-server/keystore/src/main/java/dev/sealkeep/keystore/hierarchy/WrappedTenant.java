package dev.sealkeep.keystore.hierarchy;

import dev.sealkeep.keystore.store.Stamp;
import dev.sealkeep.keystore.store.TenantRow;

/**
 * A tenant's secrets as they are stored.
 *
 * @param tenant the tenant
 * @param kek the tenant's KEK under the root KEK
 * @param tagKey k_tenant under the tenant's KEK
 * @param stateKey the state key under the tenant's KEK
 */
@SuppressWarnings("ArrayRecordComponent") // wrapped blobs; never compared by equals
public record WrappedTenant(String tenant, byte[] kek, byte[] tagKey, byte[] stateKey) {
  /** The digest for the row's stamp and its log entry. */
  public byte[] digest() {
    return ContentDigests.tenant(kek, tagKey, stateKey);
  }

  /** The row, with its place in the log. */
  public TenantRow row(Stamp stamp) {
    return new TenantRow(tenant, kek, tagKey, stateKey, stamp);
  }

  /** Names the tenant. */
  @Override
  public String toString() {
    return "WrappedTenant[" + tenant + "]";
  }
}
