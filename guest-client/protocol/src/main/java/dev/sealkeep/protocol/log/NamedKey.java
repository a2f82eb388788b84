package dev.sealkeep.protocol.log;

import dev.sealkeep.protocol.wire.Sha2;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An Ed25519 key of one note type under its name, and its C2SP verifier key text, {@code
 * NAME+ID+BASE64}.
 */
final class NamedKey {
  private static final HexFormat HEX = HexFormat.of();

  private final String name;
  private final byte type;
  private final byte[] raw;
  private final PublicKey key;
  private final int keyId;

  private NamedKey(String name, byte type, byte[] raw, PublicKey key) {
    this.name = name;
    this.type = type;
    this.raw = raw;
    this.key = key;
    this.keyId = keyId(name, type, raw);
  }

  /** Splits at the first two plus signs, since base64 may hold more, and checks the key id. */
  static Optional<NamedKey> parse(String text, byte type) {
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
    byte[] raw = Arrays.copyOfRange(typed, 1, typed.length);
    return text.equals(format(name, type, raw))
        ? Ed25519.publicKey(raw).map(key -> new NamedKey(name, type, raw, key))
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

  private static int keyId(String name, byte type, byte[] publicKey) {
    byte[] named = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(Sha2.sha256(named, new byte[] {'\n', type}, publicKey)).getInt();
  }

  String name() {
    return name;
  }

  int keyId() {
    return keyId;
  }

  String text() {
    return format(name, type, raw);
  }

  /** A copy of the 32 raw bytes of the public key. */
  byte[] raw() {
    return raw.clone();
  }

  boolean verify(String message, byte[] signature) {
    return Ed25519.verify(key, message.getBytes(StandardCharsets.UTF_8), signature);
  }
}
