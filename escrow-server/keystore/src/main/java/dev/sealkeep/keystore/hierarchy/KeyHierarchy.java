package dev.sealkeep.keystore.hierarchy;

import dev.sealkeep.keystore.kek.KekUnavailableException;
import dev.sealkeep.keystore.kek.RootKek;
import dev.sealkeep.keystore.keyset.AesGcmKeyset;
import dev.sealkeep.keystore.store.KeyVersionRow;
import dev.sealkeep.keystore.store.TenantRow;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.List;

/**
 * Root KEK → tenants' KEKs → k_tenant, state key, versions of sealing keys. Safe for use by many
 * threads. Every method that touches the root KEK may block, and throws {@link
 * KekUnavailableException} when its provider cannot be reached.
 */
public final class KeyHierarchy {
  private final RootKek root;
  private final SecureRandom random;

  /**
   * Makes one.
   *
   * @param random makes k_tenant and state keys; Tink makes the KEKs from a generator of its own
   */
  public KeyHierarchy(RootKek root, SecureRandom random) {
    this.root = root;
    this.random = random;
  }

  /** Makes a tenant's KEK, k_tenant and state key; the latter two are independent secrets. */
  public NewTenant createTenant(String tenant) {
    TenantKek kek = new TenantKek(tenant, AesGcmKeyset.generate());
    SecretBytes tagKey = SecretBytes.random(random, TenantKeys.SECRET_BYTES);
    SecretBytes stateKey = SecretBytes.random(random, TenantKeys.SECRET_BYTES);
    TenantKeys keys = new TenantKeys(tenant, kek.keyset(), tagKey, stateKey);
    boolean made = false;
    try {
      NewTenant created = new NewTenant(kek.wrapAll(root, tagKey, stateKey), keys);
      made = true;
      return created;
    } finally {
      if (!made) {
        keys.close();
      }
    }
  }

  /**
   * Opens a tenant's keys; the caller closes them. The row's MAC is not checked: the key for that
   * comes out of here, see {@link TenantKeys#verifies(TenantRow)}.
   *
   * @throws UnwrapFailedException if one of its blobs does not open
   */
  public TenantKeys open(TenantRow row) {
    TenantKek kek = TenantKek.unwrap(root, row);
    SecretBytes tagKey = kek.open(WrappedObject.TAG_KEY, row.wrappedTagKey());
    boolean opened = false;
    try {
      SecretBytes stateKey = kek.open(WrappedObject.STATE_KEY, row.wrappedStateKey());
      opened = true;
      return new TenantKeys(row.name(), kek.keyset(), tagKey, stateKey);
    } finally {
      if (!opened) {
        tagKey.close();
      }
    }
  }

  /** As {@link #rotateTenantKek(TenantRow, List)} for a tenant without sealing keys. */
  public RotatedTenant rotateTenantKek(TenantRow row) {
    return rotateTenantKek(row, List.of());
  }

  /**
   * Adds a primary key to a tenant's KEK and wraps everything anew under it. k_tenant, the state
   * key and the sealing keys stay the same; blobs wrapped before still open.
   *
   * @param versions the versions of the tenant's sealing keys to wrap anew
   * @throws UnwrapFailedException if a blob does not open
   */
  public RotatedTenant rotateTenantKek(TenantRow row, List<KeyVersionRow> versions) {
    TenantKek kek = TenantKek.unwrap(root, row).withNewPrimary();
    SecretBytes tagKey = kek.open(WrappedObject.TAG_KEY, row.wrappedTagKey());
    boolean rotated = false;
    SecretBytes stateKey = null;
    try {
      stateKey = kek.open(WrappedObject.STATE_KEY, row.wrappedStateKey());
      TenantKeys keys = new TenantKeys(row.name(), kek.keyset(), tagKey, stateKey);
      RotatedTenant result =
          new RotatedTenant(
              kek.wrapAll(root, tagKey, stateKey),
              versions.stream().map(keys::rewrapKey).toList(),
              keys);
      rotated = true;
      return result;
    } finally {
      if (!rotated) {
        tagKey.close();
        if (stateKey != null) {
          stateKey.close();
        }
      }
    }
  }

  /**
   * Wraps a tenant's KEK anew, after the root KEK was rotated; the KEK itself and what it wraps
   * stay the same.
   *
   * @throws UnwrapFailedException if the KEK does not open
   */
  public WrappedTenant rewrapTenantKek(TenantRow row) {
    byte[] wrappedKek = TenantKek.unwrap(root, row).wrap(root);
    return new WrappedTenant(row.name(), wrappedKek, row.wrappedTagKey(), row.wrappedStateKey());
  }

  /** Names the root KEK's provider. */
  @Override
  public String toString() {
    return "KeyHierarchy[" + root.description() + "]";
  }
}
