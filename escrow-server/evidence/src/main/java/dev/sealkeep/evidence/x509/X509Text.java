package dev.sealkeep.evidence.x509;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Recognises certificates and revocation lists in text, as services put them into JSON. */
public final class X509Text {
  private static final String PEM = "-----BEGIN";
  private static final String ENCODED_PEM = "-----BEGIN%20";

  private X509Text() {}

  /** The objects in PEM, percent-encoded PEM, hexadecimal DER or base64 DER; empty for others. */
  public static List<X509Objects.Item> recognise(String text) {
    return bytes(text).map(X509Objects::recognise).orElse(List.of());
  }

  private static Optional<byte[]> bytes(String text) {
    try {
      if (text.contains(ENCODED_PEM)) {
        return Optional.of(
            URLDecoder.decode(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
      }
      if (text.contains(PEM)) {
        return Optional.of(text.getBytes(StandardCharsets.UTF_8));
      }
      if (text.startsWith("30")) {
        return Optional.of(HexFormat.of().parseHex(text));
      }
      return text.startsWith("MI")
          ? Optional.of(Base64.getMimeDecoder().decode(text))
          : Optional.empty();
    } catch (IllegalArgumentException broken) {
      return Optional.empty();
    }
  }
}
