package dev.sealkeep.evidence.x509;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** PEM blocks (RFC 7468) labelled {@code CERTIFICATE}, {@code X509 CRL} or {@code PUBLIC KEY}. */
final class Pem {
  /** The most blocks read from one blob; the rest is left out. */
  static final int MAX_BLOCKS = 1024;

  private static final List<String> LABELS = List.of("CERTIFICATE", "X509 CRL", "PUBLIC KEY");
  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";

  private Pem() {}

  /** The decoded content of each block, in order. Blocks with broken base64 are skipped. */
  static List<byte[]> blocks(byte[] blob) {
    String text = new String(blob, StandardCharsets.ISO_8859_1);
    List<byte[]> blocks = new ArrayList<>();
    int from = text.indexOf(BEGIN);
    while (from >= 0 && blocks.size() < MAX_BLOCKS) {
      int labelEnd = text.indexOf(DASHES, from + BEGIN.length());
      if (labelEnd < 0) {
        return blocks;
      }
      String label = text.substring(from + BEGIN.length(), labelEnd);
      int bodyStart = labelEnd + DASHES.length();
      int next = bodyStart;
      if (LABELS.contains(label)) {
        int bodyEnd = text.indexOf("-----END " + label + DASHES, bodyStart);
        if (bodyEnd < 0) {
          return blocks;
        }
        decode(text.substring(bodyStart, bodyEnd), blocks);
        next = bodyEnd;
      }
      from = text.indexOf(BEGIN, next);
    }
    return blocks;
  }

  private static void decode(String body, List<byte[]> blocks) {
    try {
      blocks.add(Base64.getDecoder().decode(body.replaceAll("\\s", "")));
    } catch (IllegalArgumentException broken) {
      // A broken block is as good as none: whoever needs it reports it missing.
    }
  }
}
