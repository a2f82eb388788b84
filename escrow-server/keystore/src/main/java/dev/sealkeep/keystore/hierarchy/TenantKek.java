package dev.sealkeep.keystore.hierarchy;

import dev.sealkeep.keystore.kek.RootKek;
import dev.sealkeep.keystore.keyset.AesGcmKeyset;
import dev.sealkeep.keystore.store.TenantRow;
import dev.sealkeep.protocol.secret.SecretBytes;

/** The middle of the hierarchy: a keyset that belongs to a tenant. */
record TenantKek(String tenant, AesGcmKeyset keyset) {
  static TenantKek unwrap(RootKek root, TenantRow row) {
    byte[] associatedData = WrappedObject.TENANT_KEK.associatedData(row.name());
    try (SecretBytes serialized =
        root.unwrap(row.wrappedKek(), associatedData)
            .orElseThrow(() -> failed(WrappedObject.TENANT_KEK, row.name()))) {
      return AesGcmKeyset.parse(serialized)
          .map(keyset -> new TenantKek(row.name(), keyset))
          .orElseThrow(() -> failed(WrappedObject.TENANT_KEK, row.name()));
    }
  }

  TenantKek withNewPrimary() {
    return new TenantKek(tenant, keyset.withNewPrimary());
  }

  byte[] wrap(RootKek root) {
    try (SecretBytes serialized = keyset.serialize()) {
      return root.wrap(serialized, WrappedObject.TENANT_KEK.associatedData(tenant));
    }
  }

  WrappedTenant wrapAll(RootKek root, SecretBytes tagKey, SecretBytes stateKey) {
    return new WrappedTenant(
        tenant,
        wrap(root),
        keyset.encrypt(tagKey, WrappedObject.TAG_KEY.associatedData(tenant)),
        keyset.encrypt(stateKey, WrappedObject.STATE_KEY.associatedData(tenant)));
  }

  /** Opens k_tenant or the state key; the caller closes it. */
  SecretBytes open(WrappedObject object, byte[] wrapped) {
    SecretBytes secret =
        keyset
            .decrypt(wrapped, object.associatedData(tenant))
            .orElseThrow(() -> failed(object, tenant));
    if (secret.length() != TenantKeys.SECRET_BYTES) {
      secret.close();
      throw failed(object, tenant);
    }
    return secret;
  }

  private static UnwrapFailedException failed(WrappedObject object, String tenant) {
    return new UnwrapFailedException(object, "tenant " + tenant);
  }
}
