package dev.sealkeep.agent.recovery;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/** Bech32 (BIP 173) of any length, in lower case. */
final class Bech32 {
  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final int CHECKSUM_SYMBOLS = 6;
  private static final int SYMBOL_BITS = 5;

  private Bech32() {}

  /**
   * The bytes behind a prefix.
   *
   * @return empty if the text has another prefix, a wrong symbol, checksum or padding
   */
  static Optional<byte[]> decode(String prefix, String text) {
    if (!text.startsWith(prefix + "1") || text.length() < prefix.length() + 1 + CHECKSUM_SYMBOLS) {
      return Optional.empty();
    }
    String data = text.substring(prefix.length() + 1);
    int[] symbols = data.chars().map(ALPHABET::indexOf).toArray();
    if (Arrays.stream(symbols).anyMatch(symbol -> symbol < 0) || checksum(prefix, symbols) != 1) {
      return Optional.empty();
    }
    return bytes(Arrays.copyOf(symbols, symbols.length - CHECKSUM_SYMBOLS));
  }

  private static int checksum(String prefix, int[] symbols) {
    int sum = 1;
    for (int i = 0; i < prefix.length(); i++) {
      sum = step(sum) ^ (prefix.charAt(i) >>> SYMBOL_BITS);
    }
    sum = step(sum);
    for (int i = 0; i < prefix.length(); i++) {
      sum = step(sum) ^ (prefix.charAt(i) & 31);
    }
    for (int symbol : symbols) {
      sum = step(sum) ^ symbol;
    }
    return sum;
  }

  private static int step(int sum) {
    int top = sum >>> 25;
    int next = (sum & 0x1ffffff) << SYMBOL_BITS;
    for (int bit = 0; bit < GENERATOR.length; bit++) {
      next ^= (top >>> bit & 1) == 0 ? 0 : GENERATOR[bit];
    }
    return next;
  }

  private static Optional<byte[]> bytes(int[] symbols) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int held = 0;
    int bits = 0;
    for (int symbol : symbols) {
      held = (held << SYMBOL_BITS | symbol) & 0xfff;
      bits += SYMBOL_BITS;
      if (bits >= Byte.SIZE) {
        bits -= Byte.SIZE;
        out.write(held >>> bits);
      }
    }
    boolean padded = bits < SYMBOL_BITS && (held & (1 << bits) - 1) == 0;
    return padded ? Optional.of(out.toByteArray()) : Optional.empty();
  }
}
