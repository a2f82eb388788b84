package dev.sealkeep.evidence;

import dev.sealkeep.evidence.x509.Certificate;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What evidence has to bind, in the field that its technology has for data of the caller's choice:
 * REPORT_DATA, qualifying data, a nonce.
 */
public sealed interface Binding {
  /** Whether the field holds these bytes, padded with zeros to its length. */
  boolean isIn(byte[] field);

  /**
   * The same for a field too short for 64 bytes: the SHA-256 of a transcript, while exact bytes
   * stay as they are.
   */
  Binding shortened();

  /**
   * The transcript of a release, 64 bytes: {@code base} or {@code outer} of DESIGN.md's release
   * path.
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by isIn alone
  record Transcript(byte[] digest) implements Binding {
    /** The size of a transcript's digest. */
    public static final int BYTES = 64;

    /** Refuses any other size. */
    public Transcript {
      if (digest.length != BYTES) {
        throw new IllegalArgumentException("a transcript has 64 bytes, not " + digest.length);
      }
    }

    @Override
    public boolean isIn(byte[] field) {
      return MessageDigest.isEqual(digest, field);
    }

    @Override
    public String toString() {
      return HexFormat.of().formatHex(digest);
    }

    @Override
    public Binding shortened() {
      return new Exact(Certificate.sha256Digest().digest(digest));
    }
  }

  /** Bytes that a person gave; a field that is longer has to end in zeros. */
  @SuppressWarnings("ArrayRecordComponent") // compared by isIn alone
  record Exact(byte[] value) implements Binding {
    @Override
    public boolean isIn(byte[] field) {
      return value.length <= field.length
          && MessageDigest.isEqual(Arrays.copyOf(value, field.length), field);
    }

    @Override
    public String toString() {
      return HexFormat.of().formatHex(value);
    }

    @Override
    public Binding shortened() {
      return this;
    }
  }
}
