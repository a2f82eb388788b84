package dev.sealkeep.protocol.wire;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Base64url without padding (RFC 4648, section 5), canonical: every byte string has one spelling.
 */
public final class Base64Url {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  /** The value of each ASCII character as a digit, or -1. */
  private static final byte[] DIGITS = digits();

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
    if (tail == 1 || !isUrlSafe(text) || !isCanonical(text, tail)) {
      return Optional.empty();
    }
    return Optional.of(DECODER.decode(text));
  }

  /** What the decoder answers with an exception, but for padding, which it would take. */
  private static boolean isUrlSafe(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (digit(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the bits of the last digit that belong to no byte are zero. */
  private static boolean isCanonical(String text, int tail) {
    int unused = tail == 2 ? 0xF : tail == 3 ? 0x3 : 0;
    return unused == 0 || (digit(text.charAt(text.length() - 1)) & unused) == 0;
  }

  /** The value of a digit, or -1. */
  private static int digit(char symbol) {
    return symbol < DIGITS.length ? DIGITS[symbol] : -1;
  }

  private static byte[] digits() {
    byte[] digits = new byte[128];
    Arrays.fill(digits, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (int i = 0; i < alphabet.length(); i++) {
      digits[alphabet.charAt(i)] = (byte) i;
    }
    return digits;
  }
}
