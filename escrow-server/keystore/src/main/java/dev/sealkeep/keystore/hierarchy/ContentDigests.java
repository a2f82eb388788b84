package dev.sealkeep.keystore.hierarchy;

import dev.sealkeep.keystore.store.KeyVersionRow;
import dev.sealkeep.protocol.wire.FieldWriter;
import dev.sealkeep.protocol.wire.Sha2;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/** The digests of state rows' contents: 32 bytes, SHA-256, as log entries and stamps hold them. */
public final class ContentDigests {
  private ContentDigests() {}

  /** Of a tenant: its wrapped secrets, each with a u32 length, after a label. */
  public static byte[] tenant(byte[] wrappedKek, byte[] wrappedTagKey, byte[] wrappedStateKey) {
    FieldWriter fields =
        new FieldWriter()
            .field("sealkeep/content/tenant/v1")
            .field(wrappedKek)
            .field(wrappedTagKey)
            .field(wrappedStateKey);
    return Sha2.sha256(fields.toBytes());
  }

  /** Of a policy: the plain digest of its source in UTF-8, so that any tool can compute it. */
  public static byte[] policy(String source) {
    return Sha2.sha256(source.getBytes(StandardCharsets.UTF_8));
  }

  /** Of a reference set: the plain digest of its text in UTF-8. */
  public static byte[] reference(String rows) {
    return Sha2.sha256(rows.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Of a sealing key: label, policy's name, u64 1 if enabled and else 0, u64 current version, u64
   * number of versions, and for each in ascending order u64 version and SHA-256 of its wrapped
   * blob; each field with a u32 length. The order of {@code versions} does not matter.
   */
  public static byte[] key(
      String policy, boolean enabled, int currentVersion, List<KeyVersionRow> versions) {
    FieldWriter fields =
        new FieldWriter()
            .field("sealkeep/content/key/v1")
            .field(policy)
            .fieldU64(enabled ? 1 : 0)
            .fieldU64(currentVersion)
            .fieldU64(versions.size());
    versions.stream()
        .sorted(Comparator.comparingInt(KeyVersionRow::version))
        .forEach(row -> fields.fieldU64(row.version()).field(Sha2.sha256(row.wrapped())));
    return Sha2.sha256(fields.toBytes());
  }
}
