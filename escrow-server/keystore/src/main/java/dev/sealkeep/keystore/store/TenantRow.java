package dev.sealkeep.keystore.store;

/**
 * A tenant and its wrapped secrets.
 *
 * @param name the tenant
 * @param wrappedKek the tenant's KEK, a Tink keyset under the root KEK with the tenant as
 *     associated data
 * @param wrappedTagKey k_tenant under the tenant's KEK
 * @param wrappedStateKey the key of the state rows' MACs under the tenant's KEK
 * @param stamp its place in the log
 */
@SuppressWarnings("ArrayRecordComponent") // database bytes; never compared by equals
public record TenantRow(
    String name, byte[] wrappedKek, byte[] wrappedTagKey, byte[] wrappedStateKey, Stamp stamp) {}
