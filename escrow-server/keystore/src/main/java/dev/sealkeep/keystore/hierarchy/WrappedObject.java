package dev.sealkeep.keystore.hierarchy;

import dev.sealkeep.protocol.wire.FieldWriter;

/** What a wrapped blob holds. Its label stands first in the blob's associated data. */
public enum WrappedObject {
  /** A tenant's KEK, under the root KEK. */
  TENANT_KEK("sealkeep/wrap/tenant-kek/v1", "unwrap.tenant_kek"),
  /** k_tenant, under the tenant's KEK. */
  TAG_KEY("sealkeep/wrap/tag-key/v1", "unwrap.tag_key"),
  /** The key of the state rows' MACs, under the tenant's KEK. */
  STATE_KEY("sealkeep/wrap/state-key/v1", "unwrap.state_key"),
  /** A version of a sealing key, under the tenant's KEK. */
  SEALING_KEY("sealkeep/wrap/sealing-key/v1", "unwrap.sealing_key"),
  /** A secret of the server's own, under the root KEK. */
  SERVER_SECRET("sealkeep/wrap/server-secret/v1", "unwrap.server_secret");

  private final String label;
  private final String code;

  WrappedObject(String label, String code) {
    this.label = label;
    this.code = code;
  }

  /** The stable code of the failure to unwrap one. */
  public String code() {
    return code;
  }

  /** The associated data of what stands alone under its name: label and name. */
  byte[] associatedData(String name) {
    return new FieldWriter().field(label).field(name).toBytes();
  }

  /** The associated data of one version of a tenant's key: label, tenant, key and version. */
  byte[] associatedData(String tenant, String key, int version) {
    return new FieldWriter().field(label).field(tenant).field(key).fieldU64(version).toBytes();
  }
}
