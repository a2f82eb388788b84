package dev.sealkeep.keystore.hierarchy;

import dev.sealkeep.keystore.keyset.AesGcmKeyset;
import dev.sealkeep.keystore.store.KeyRow;
import dev.sealkeep.keystore.store.KeyVersionRow;
import dev.sealkeep.keystore.store.PolicyRow;
import dev.sealkeep.keystore.store.ReferenceRow;
import dev.sealkeep.keystore.store.Stamp;
import dev.sealkeep.keystore.store.TenantRow;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.Sha2;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A tenant's opened keys. Safe for use by many threads; to be closed when none uses it any more.
 * Closing wipes k_tenant and the state key, not Tink's copy of the KEK.
 */
public final class TenantKeys implements AutoCloseable {
  /** The size of k_tenant and of the state key. */
  static final int SECRET_BYTES = 32;

  private static final String HMAC = "HmacSHA256";

  private final String tenant;
  private final AesGcmKeyset kek;
  private final SecretBytes tagKey;
  private final SecretBytes stateKey;

  /** Takes ownership of both secrets. */
  TenantKeys(String tenant, AesGcmKeyset kek, SecretBytes tagKey, SecretBytes stateKey) {
    this.tenant = tenant;
    this.kek = kek;
    this.tagKey = tagKey;
    this.stateKey = stateKey;
  }

  /** The tenant whose keys these are. */
  public String tenant() {
    return tenant;
  }

  /** k_tenant, 32 bytes, for the tags of log leaves. Closed with this object, not by the caller. */
  public SecretBytes tagKey() {
    return tagKey;
  }

  /** What guests pin: SHA-256(k_tenant), 32 bytes. */
  public byte[] tenantPin() {
    // Read to be digested.
    return Sha2.sha256(tagKey.bytes(SecretAccess.get()));
  }

  /** HMAC-SHA-256 under the state key over label, tenant and object; 32 bytes. */
  public byte[] stateMac(StateObject object) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      // The JDK's key object keeps a copy that cannot be wiped.
      mac.init(new SecretKeySpec(stateKey.bytes(SecretAccess.get()), HMAC));
      return mac.doFinal(object.encoded(tenant));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  /** Makes the stamp of a row that is about to be written. */
  public Stamp stamp(StateObject object) {
    return new Stamp(object.version(), object.digest(), object.logIndex(), stateMac(object));
  }

  /**
   * Whether the MAC of a stamp is good. Says nothing of whether the digest is that of the row's
   * content, nor whether the index is the newest: {@code verifies} with a row checks the former,
   * the log the latter.
   */
  boolean verifies(StateKind kind, String name, Stamp stamp) {
    byte[] expected = stateMac(StateObject.of(kind, name, stamp));
    return MessageDigest.isEqual(expected, stamp.mac());
  }

  /** Whether a tenant's row is this tenant's and its content and MAC are good. */
  public boolean verifies(TenantRow row) {
    byte[] digest =
        ContentDigests.tenant(row.wrappedKek(), row.wrappedTagKey(), row.wrappedStateKey());
    return verifies(row.name(), StateKind.TENANT, row.name(), digest, row.stamp());
  }

  /** Whether a policy's row is this tenant's and its content and MAC are good. */
  public boolean verifies(PolicyRow row) {
    byte[] digest = ContentDigests.policy(row.source());
    return verifies(row.tenant(), StateKind.POLICY, row.name(), digest, row.stamp());
  }

  /** Whether a reference set's row is this tenant's and its content and MAC are good. */
  public boolean verifies(ReferenceRow row) {
    byte[] digest = ContentDigests.reference(row.rows());
    return verifies(row.tenant(), StateKind.REFERENCE, row.name(), digest, row.stamp());
  }

  /**
   * Whether a sealing key's row is this tenant's and its content and MAC are good.
   *
   * @param versions every version of the key, in any order
   */
  public boolean verifies(KeyRow row, List<KeyVersionRow> versions) {
    byte[] digest = ContentDigests.key(row.policy(), row.enabled(), row.currentVersion(), versions);
    return verifies(row.tenant(), StateKind.KEY, row.name(), digest, row.stamp());
  }

  private boolean verifies(String owner, StateKind kind, String name, byte[] digest, Stamp stamp) {
    return owner.equals(tenant)
        && MessageDigest.isEqual(digest, stamp.digest())
        && verifies(kind, name, stamp);
  }

  /**
   * Wraps a version of a sealing key under the tenant's KEK.
   *
   * @param version from 1
   * @param secret 16 to 512 bytes; stays the caller's to close
   * @throws IllegalArgumentException for another size or version
   */
  public byte[] wrapKey(String key, int version, SecretBytes secret) {
    if (version < 1 || !SealingKeys.accepts(secret.length())) {
      throw new IllegalArgumentException("a sealing key has a version from 1 and 16 to 512 bytes");
    }
    return kek.encrypt(secret, WrappedObject.SEALING_KEY.associatedData(tenant, key, version));
  }

  /**
   * Unwraps a version of a sealing key; the caller closes it.
   *
   * @throws UnwrapFailedException if the row is another tenant's or its blob does not open
   */
  public SecretBytes unwrapKey(KeyVersionRow row) {
    if (!row.tenant().equals(tenant)) {
      throw failed(row);
    }
    byte[] associatedData =
        WrappedObject.SEALING_KEY.associatedData(tenant, row.key(), row.version());
    SecretBytes secret = kek.decrypt(row.wrapped(), associatedData).orElseThrow(() -> failed(row));
    if (!SealingKeys.accepts(secret.length())) {
      secret.close();
      throw failed(row);
    }
    return secret;
  }

  /**
   * Wraps a version anew under the KEK's primary key; the secret stays the same.
   *
   * @throws UnwrapFailedException if the blob does not open
   */
  public KeyVersionRow rewrapKey(KeyVersionRow row) {
    try (SecretBytes secret = unwrapKey(row)) {
      byte[] wrapped = wrapKey(row.key(), row.version(), secret);
      return new KeyVersionRow(row.tenant(), row.key(), row.version(), wrapped, row.created());
    }
  }

  private static UnwrapFailedException failed(KeyVersionRow row) {
    return new UnwrapFailedException(
        WrappedObject.SEALING_KEY,
        "tenant " + row.tenant() + ", key " + row.key() + ", version " + row.version());
  }

  /** Wipes k_tenant and the state key. */
  @Override
  public void close() {
    tagKey.close();
    stateKey.close();
  }

  /** Names the tenant. */
  @Override
  public String toString() {
    return "TenantKeys[" + tenant + "]";
  }
}
