package dev.sealkeep.evidence.cose;

import dev.sealkeep.evidence.signature.EcdsaSignature;
import dev.sealkeep.evidence.signature.SignatureChecks;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

/**
 * A message with one signer and its payload within (RFC 9052, section 4.2), well-formed but not
 * verified. Nothing is read from the unprotected header.
 *
 * @param protectedHeader the protected header as received
 * @param algorithm the algorithm that the protected header names; empty if it is none of those
 *     accepted
 * @param payload the payload as received
 * @param signature r ‖ s
 */
@SuppressWarnings("ArrayRecordComponent") // raw octets, never compared by equals
public record CoseSign1(
    byte[] protectedHeader, Optional<CoseAlgorithm> algorithm, byte[] payload, byte[] signature) {
  private static final long TAG = 18;
  private static final long LABEL_ALGORITHM = 1;
  private static final long LABEL_CRITICAL = 2;
  private static final int MEMBERS = 4;
  private static final byte ARRAY_OF_4 = (byte) 0x84;

  /** Reads a message, tagged or not; empty if the bytes are anything else. */
  public static Optional<CoseSign1> parse(byte[] encoded) {
    return CborReader.read(encoded).flatMap(CoseSign1::of);
  }

  /**
   * The message in a data item, tagged or not; empty if it is anything else, has no payload, or has
   * a critical header, of which none is understood here.
   */
  public static Optional<CoseSign1> of(CborValue item) {
    CborValue message =
        item instanceof CborValue.Tagged(long tag, CborValue content) && tag == TAG
            ? content
            : item;
    return message
        .elements()
        .filter(members -> members.size() == MEMBERS && members.get(1).map().isPresent())
        .flatMap(CoseSign1::ofMembers);
  }

  private static Optional<CoseSign1> ofMembers(List<CborValue> members) {
    Optional<byte[]> header = members.get(0).octets();
    Optional<CborValue.Entries> parameters =
        header
            .flatMap(CborReader::read)
            .flatMap(CborValue::map)
            .filter(p -> p.get(LABEL_CRITICAL).isEmpty());
    Optional<byte[]> payload = members.get(2).octets();
    Optional<byte[]> signature = members.get(3).octets();
    if (header.isEmpty() || parameters.isEmpty() || payload.isEmpty() || signature.isEmpty()) {
      return Optional.empty();
    }
    Optional<CoseAlgorithm> algorithm =
        parameters
            .get()
            .get(LABEL_ALGORITHM)
            .flatMap(CborValue::integer)
            .flatMap(CoseAlgorithm::of);
    return Optional.of(new CoseSign1(header.get(), algorithm, payload.get(), signature.get()));
  }

  /** Whether bytes start as a message does, tagged or not: no promise that it can be read. */
  public static boolean isRecognised(byte[] blob) {
    int at = blob.length > 0 && blob[0] == (byte) (0xc0 | TAG) ? 1 : 0;
    return blob.length > at && blob[at] == ARRAY_OF_4;
  }

  /**
   * Whether the signature verifies, without external data (RFC 9052, section 4.4).
   *
   * @param key a key of {@code checks} on the curve of {@link #algorithm}
   */
  public boolean verifies(PublicKey key, SignatureChecks checks) {
    return algorithm
        .filter(
            a ->
                EcdsaSignature.ofRaw(a.curve(), signature)
                    .filter(der -> checks.verify(a.scheme(), key, signedBytes(), der))
                    .isPresent())
        .isPresent();
  }

  /** The Sig_structure: context, protected header, no external data, payload. */
  private byte[] signedBytes() {
    byte[] context = "Signature1".getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream structure = new ByteArrayOutputStream(payload.length + 64);
    structure.write(ARRAY_OF_4);
    structure.write(0x60 | context.length);
    structure.writeBytes(context);
    writeOctets(structure, protectedHeader);
    writeOctets(structure, new byte[0]);
    writeOctets(structure, payload);
    return structure.toByteArray();
  }

  /** The shortest head of a byte string, then its content (RFC 8949, section 4.2.1). */
  private static void writeOctets(ByteArrayOutputStream out, byte[] octets) {
    int length = octets.length;
    if (length < 24) {
      out.write(0x40 | length);
    } else if (length < 1 << 8) {
      out.write(0x58);
      out.write(length);
    } else {
      // No message is longer than CborReader.MAX_BYTES, so a byte string's length has 16 bits.
      out.write(0x59);
      out.write(length >>> 8);
      out.write(length);
    }
    out.writeBytes(octets);
  }
}
