package dev.sealkeep.protocol.log;

import dev.sealkeep.protocol.wire.Sha2;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** The C2SP verifier key text, {@code NAME+ID+BASE64}, of a key of one type. */
final class KeyText {
  private static final HexFormat HEX = HexFormat.of();

  private KeyText() {}

  /** The parts of a key's text. */
  @SuppressWarnings("ArrayRecordComponent") // passed on at once, never compared
  record Parts(String name, byte[] publicKey) {}

  /** Splits at the first two plus signs, since base64 may hold more, and checks the key id. */
  static Optional<Parts> parse(String text, byte type) {
    int first = text.indexOf('+');
    int second = text.indexOf('+', first + 1);
    if (first < 0 || second < 0) {
      return Optional.empty();
    }
    String name = text.substring(0, first);
    Optional<byte[]> blob = NoteSyntax.base64(text.substring(second + 1));
    if (!NoteSyntax.isName(name) || blob.isEmpty()) {
      return Optional.empty();
    }
    byte[] typed = blob.get();
    if (typed.length < 2 || typed[0] != type) {
      return Optional.empty();
    }
    byte[] publicKey = Arrays.copyOfRange(typed, 1, typed.length);
    return text.equals(format(name, type, publicKey))
        ? Optional.of(new Parts(name, publicKey))
        : Optional.empty();
  }

  static String format(String name, byte type, byte[] publicKey) {
    byte[] typed = new byte[1 + publicKey.length];
    typed[0] = type;
    System.arraycopy(publicKey, 0, typed, 1, publicKey.length);
    return name
        + '+'
        + HEX.toHexDigits(keyId(name, type, publicKey))
        + '+'
        + Base64.getEncoder().encodeToString(typed);
  }

  static int keyId(String name, byte type, byte[] publicKey) {
    byte[] named = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(Sha2.sha256(named, new byte[] {'\n', type}, publicKey)).getInt();
  }
}
