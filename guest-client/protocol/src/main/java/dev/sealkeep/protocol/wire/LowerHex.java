package dev.sealkeep.protocol.wire;

import java.util.HexFormat;
import java.util.Optional;

/** Lower-case hexadecimal digits, the spelling of ids that people copy. */
public final class LowerHex {
  private static final HexFormat FORMAT = HexFormat.of();

  private LowerHex() {}

  /** Returns two digits for each byte. */
  public static String encode(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  /** Returns the bytes, or empty for an odd length, an upper-case digit or another character. */
  public static Optional<byte[]> decode(String text) {
    if (text.length() % 2 != 0) {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (!(digit >= '0' && digit <= '9') && !(digit >= 'a' && digit <= 'f')) {
        return Optional.empty();
      }
    }
    return Optional.of(FORMAT.parseHex(text));
  }
}
