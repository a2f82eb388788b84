package dev.sealkeep.evidence.x509;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Certificates one behind the other with nothing else between them: PEM blocks (RFC 7468) or DER.
 * Unlike {@link X509Objects} it passes over nothing, so that a chain counts as a whole or not at
 * all.
 */
public final class CertificateSequence {
  /** The most certificates that are read. */
  public static final int MAX_CERTIFICATES = 8;

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";
  private static final int DER_SEQUENCE = 0x30;
  private static final int DER_TWO_LENGTH_BYTES = 0x82;

  private CertificateSequence() {}

  /**
   * Reads a sequence; line ends and NULs may stand around the blocks of PEM.
   *
   * @return empty for bytes that are anything else, and for more certificates than are read
   */
  public static Optional<List<Certificate>> parse(byte[] bytes) {
    Optional<List<byte[]>> blocks =
        bytes.length > 0 && bytes[0] == DER_SEQUENCE ? ofDer(bytes) : ofPem(bytes);
    if (blocks.isEmpty() || blocks.get().isEmpty()) {
      return Optional.empty();
    }
    List<Certificate> certificates = new ArrayList<>();
    for (byte[] block : blocks.get()) {
      Certificate.parse(block).ifPresent(certificates::add);
    }
    return certificates.size() == blocks.get().size()
        ? Optional.of(certificates)
        : Optional.empty();
  }

  private static Optional<List<byte[]>> ofDer(byte[] bytes) {
    List<byte[]> blocks = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      // A certificate is never shorter than 256 bytes, nor read when longer than 65535.
      boolean starts =
          bytes.length - at >= 4
              && bytes[at] == DER_SEQUENCE
              && Byte.toUnsignedInt(bytes[at + 1]) == DER_TWO_LENGTH_BYTES
              && blocks.size() < MAX_CERTIFICATES;
      if (!starts) {
        return Optional.empty();
      }
      int length = Byte.toUnsignedInt(bytes[at + 2]) << 8 | Byte.toUnsignedInt(bytes[at + 3]);
      int end = at + 4 + length;
      if (end > bytes.length) {
        return Optional.empty();
      }
      blocks.add(Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
    return Optional.of(blocks);
  }

  private static Optional<List<byte[]>> ofPem(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<byte[]> blocks = new ArrayList<>();
    int at = skipBlank(text, 0);
    while (at < text.length()) {
      int end = text.indexOf(END, at + BEGIN.length());
      if (!text.startsWith(BEGIN, at) || end < 0 || blocks.size() >= MAX_CERTIFICATES) {
        return Optional.empty();
      }
      try {
        String body = text.substring(at + BEGIN.length(), end).replaceAll("[\r\n]", "");
        blocks.add(Base64.getDecoder().decode(body));
      } catch (IllegalArgumentException broken) {
        return Optional.empty();
      }
      at = skipBlank(text, end + END.length());
    }
    return Optional.of(blocks);
  }

  private static int skipBlank(String text, int from) {
    int at = from;
    while (at < text.length() && "\r\n\0 ".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }
}
