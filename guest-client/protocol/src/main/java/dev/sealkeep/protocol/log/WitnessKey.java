package dev.sealkeep.protocol.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.OptionalLong;

/**
 * The key of a witness: Ed25519, note type 0x04 (C2SP tlog-cosignature, {@code cosignature/v1}). A
 * signature is a u64 of POSIX seconds followed by 64 bytes over the time and the whole note text.
 */
public final class WitnessKey implements NoteKey {
  private static final byte TYPE = 0x04;

  private final String name;
  private final byte[] raw;
  private final PublicKey key;
  private final int keyId;

  private WitnessKey(String name, byte[] raw, PublicKey key) {
    this.name = name;
    this.raw = raw;
    this.key = key;
    this.keyId = KeyText.keyId(name, TYPE, raw);
  }

  /** Parses a key's text. For untrusted input: refuses with {@link LogFault#KEY_MALFORMED}. */
  public static LogResult<WitnessKey> parse(String text) {
    return KeyText.parse(text, TYPE)
        .flatMap(
            parts ->
                Ed25519.publicKey(parts.publicKey())
                    .map(key -> new WitnessKey(parts.name(), parts.publicKey(), key)))
        .<LogResult<WitnessKey>>map(LogResult::accepted)
        .orElseGet(() -> LogResult.refused(LogFault.KEY_MALFORMED));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int keyId() {
    return keyId;
  }

  @Override
  public String text() {
    return KeyText.format(name, TYPE, raw);
  }

  /** The POSIX seconds in a signature of this type; empty if it has another size or a sign. */
  public static OptionalLong timestamp(byte[] signature) {
    if (signature.length != Long.BYTES + Ed25519.SIGNATURE_BYTES) {
      return OptionalLong.empty();
    }
    long seconds = ByteBuffer.wrap(signature).getLong();
    return seconds < 0 ? OptionalLong.empty() : OptionalLong.of(seconds);
  }

  @Override
  public boolean verify(String noteText, byte[] signature) {
    OptionalLong seconds = timestamp(signature);
    if (seconds.isEmpty()) {
      return false;
    }
    String message = "cosignature/v1\ntime " + seconds.getAsLong() + "\n" + noteText;
    byte[] last = new byte[Ed25519.SIGNATURE_BYTES];
    System.arraycopy(signature, Long.BYTES, last, 0, last.length);
    return Ed25519.verify(key, message.getBytes(StandardCharsets.UTF_8), last);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WitnessKey that && text().equals(that.text());
  }

  @Override
  public int hashCode() {
    return keyId;
  }

  @Override
  public String toString() {
    return text();
  }
}
