package dev.sealkeep.evidence;

import dev.sealkeep.evidence.x509.Certificate;
import java.util.HexFormat;

/**
 * A JSON document among collateral, such as Intel's TCB info, not trusted. The bytes are kept as
 * received, since a vendor's signature covers them. Equal when the bytes are.
 */
public final class Document {
  /** The longest document that is kept, in bytes. */
  public static final int MAX_BYTES = 1024 * 1024;

  private final byte[] content;
  private final String sha256;

  Document(byte[] content) {
    this.content = content.clone();
    this.sha256 = HexFormat.of().formatHex(Certificate.sha256Digest().digest(content));
  }

  /** The bytes as received. */
  public byte[] content() {
    return content.clone();
  }

  /** SHA-256 of the bytes, 64 lower-case hex digits. */
  public String sha256() {
    return sha256;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Document that && sha256.equals(that.sha256);
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  @Override
  public String toString() {
    return "Document[" + content.length + " bytes, sha256=" + sha256 + "]";
  }
}
