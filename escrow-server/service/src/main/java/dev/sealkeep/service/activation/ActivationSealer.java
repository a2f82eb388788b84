package dev.sealkeep.service.activation;

import dev.sealkeep.evidence.ActivatedKey;
import dev.sealkeep.evidence.x509.IssuedSerial;
import dev.sealkeep.evidence.x509.PathSummary;
import dev.sealkeep.keystore.keyset.AesGcmKeyset;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.message.MessageLimits;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Seals and opens activation tokens: an AEAD over u64 issue time in milliseconds, SHA-256 of the
 * secret (32 bytes), SHA-256 of the endorsement key (32 bytes), u8 length and bytes of the
 * attestation key's Name, SHA-256 of the root's key (32 bytes), u64 time in milliseconds at which
 * the path ends, and of each of its certificates u32 hash of the issuer, u16 length and bytes of
 * the serial number. The associated data keeps them apart from challenges, which have the same
 * keys.
 */
final class ActivationSealer {
  private static final byte[] LABEL = "sealkeep/activation/v2".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST_BYTES = 32;

  /** RFC 5280, section 4.1.2.2. */
  private static final int MAX_SERIAL_BYTES = 20;

  /** Enough for the longest path with the longest serial numbers. */
  private static final int MAX_BYTES = MessageLimits.ACTIVATION_TOKEN_BYTES - 64;

  private final AesGcmKeyset keyset;

  ActivationSealer(AesGcmKeyset keyset) {
    this.keyset = keyset;
  }

  /** An opened token. */
  record Opened(Instant issued, ActivatedKey key) {}

  /** Whether the serial numbers of a path are short enough for a token. */
  static boolean fits(PathSummary path) {
    return path.certificates().stream()
        .allMatch(c -> c.serialNumber().bitLength() < Byte.SIZE * MAX_SERIAL_BYTES);
  }

  /** Seals a key whose path {@linkplain #fits fits}. */
  byte[] seal(ActivatedKey key, byte[] secret, Instant now) {
    byte[] name = HexFormat.of().parseHex(key.akName());
    PathSummary path = key.ekPath();
    ByteBuffer plaintext =
        ByteBuffer.allocate(MAX_BYTES)
            .putLong(now.toEpochMilli())
            .put(Digest.sha256(secret).bytes())
            .put(HexFormat.of().parseHex(key.ekSpkiSha256()))
            .put((byte) name.length)
            .put(name)
            .put(HexFormat.of().parseHex(path.rootSpkiSha256()))
            .putLong(path.notAfter().toEpochMilli());
    for (IssuedSerial certificate : path.certificates()) {
      byte[] serial = certificate.serialNumber().toByteArray();
      plaintext.putInt(certificate.issuerHash()).putShort((short) serial.length).put(serial);
    }
    byte[] sealed = Arrays.copyOf(plaintext.array(), plaintext.position());
    try (SecretBytes token = SecretBytes.owning(sealed)) {
      return keyset.encrypt(token, LABEL);
    }
  }

  /** Opens a token; empty if it is none of this escrow's, or the secret is not the one in it. */
  Optional<Opened> open(byte[] token, byte[] secret) {
    return keyset.decrypt(token, LABEL).flatMap(plaintext -> read(plaintext, secret));
  }

  private static Optional<Opened> read(SecretBytes plaintext, byte[] secret) {
    ByteBuffer buffer = ByteBuffer.wrap(plaintext.bytes(SecretAccess.get()));
    Instant issued = Instant.ofEpochMilli(buffer.getLong());
    byte[] digest = take(buffer, DIGEST_BYTES);
    String ek = HexFormat.of().formatHex(take(buffer, DIGEST_BYTES));
    String name = HexFormat.of().formatHex(take(buffer, Byte.toUnsignedInt(buffer.get())));
    PathSummary path = path(buffer);
    return MessageDigest.isEqual(digest, Digest.sha256(secret).bytes())
        ? Optional.of(new Opened(issued, new ActivatedKey(name, ek, path)))
        : Optional.empty();
  }

  private static PathSummary path(ByteBuffer buffer) {
    String root = HexFormat.of().formatHex(take(buffer, DIGEST_BYTES));
    Instant notAfter = Instant.ofEpochMilli(buffer.getLong());
    List<IssuedSerial> certificates = new ArrayList<>();
    while (buffer.hasRemaining()) {
      int issuer = buffer.getInt();
      byte[] serial = take(buffer, Short.toUnsignedInt(buffer.getShort()));
      certificates.add(new IssuedSerial(issuer, new BigInteger(serial)));
    }
    return new PathSummary(root, notAfter, certificates);
  }

  private static byte[] take(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }
}
