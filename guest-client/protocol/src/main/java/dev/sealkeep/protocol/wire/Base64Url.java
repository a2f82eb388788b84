package dev.sealkeep.protocol.wire;

import java.util.Base64;
import java.util.Optional;

/**
 * Base64url without padding (RFC 4648, section 5), canonical: every byte string has one spelling.
 */
public final class Base64Url {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private Base64Url() {}

  /** Returns the one spelling of {@code bytes}. */
  public static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  /**
   * Returns the bytes, or empty if {@code text} is not their canonical spelling: another character,
   * padding, an impossible length, or bits set behind the last byte.
   */
  public static Optional<byte[]> decode(String text) {
    int tail = text.length() % 4;
    if (tail == 1) {
      return Optional.empty();
    }
    byte[] bytes = new byte[text.length() / 4 * 3 + (tail == 0 ? 0 : tail - 1)];
    int accumulator = 0;
    int bits = 0;
    int filled = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = digit(text.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      accumulator = accumulator << 6 | digit;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        bytes[filled++] = (byte) (accumulator >> bits);
        accumulator &= (1 << bits) - 1;
      }
    }
    return accumulator == 0 ? Optional.of(bytes) : Optional.empty();
  }

  private static int digit(char symbol) {
    if (symbol >= 'A' && symbol <= 'Z') {
      return symbol - 'A';
    }
    if (symbol >= 'a' && symbol <= 'z') {
      return symbol - 'a' + 26;
    }
    if (symbol >= '0' && symbol <= '9') {
      return symbol - '0' + 52;
    }
    return symbol == '-' ? 62 : symbol == '_' ? 63 : -1;
  }
}
