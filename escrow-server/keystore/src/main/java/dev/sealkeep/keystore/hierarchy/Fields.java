package dev.sealkeep.keystore.hierarchy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Joins fields so that no two lists of fields give the same bytes: each has a u32 big-endian length
 * before it. The first field is a label that names the purpose.
 */
final class Fields {
  private final ByteArrayOutputStream joined = new ByteArrayOutputStream();

  private Fields() {}

  static Fields labelled(String label) {
    return new Fields().text(label);
  }

  Fields text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  Fields bytes(byte[] field) {
    joined.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array());
    joined.writeBytes(field);
    return this;
  }

  /** A u64 field, big-endian. */
  Fields number(long number) {
    return bytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  byte[] joined() {
    return joined.toByteArray();
  }

  byte[] sha256() {
    return sha256(joined());
  }

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
