package dev.sealkeep.protocol.hpke;

import dev.sealkeep.protocol.name.Kem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The parameters that the key schedule mixes in (RFC 9180, section 5.1).
 *
 * @param kemId the KEM
 * @param aeadId the AEAD: 1 AES-128-GCM, 2 AES-256-GCM
 * @param keyBytes Nk of the AEAD
 */
record HpkeSuite(int kemId, int aeadId, int keyBytes) {
  private static final short HKDF_SHA256 = 1;
  private static final int AES_256_GCM = 2;

  /** The one suite that Sealkeep speaks with each KEM. */
  static HpkeSuite of(Kem kem) {
    return new HpkeSuite(kem.id(), AES_256_GCM, 32);
  }

  /** suite_id of HPKE, 10 bytes. */
  byte[] id() {
    return ByteBuffer.allocate(10)
        .put("HPKE".getBytes(StandardCharsets.US_ASCII))
        .putShort((short) kemId)
        .putShort(HKDF_SHA256)
        .putShort((short) aeadId)
        .array();
  }
}
