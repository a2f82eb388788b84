package dev.sealkeep.protocol.log;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * The key of a witness: Ed25519, note type 0x04 (C2SP tlog-cosignature, {@code cosignature/v1}). A
 * signature is a u64 of POSIX seconds followed by 64 bytes over the time and the whole note text.
 */
public final class WitnessKey implements NoteKey {
  private static final byte TYPE = 0x04;

  private final NamedKey key;

  private WitnessKey(NamedKey key) {
    this.key = key;
  }

  /** Parses a key's text. For untrusted input: refuses with {@link LogFault#KEY_MALFORMED}. */
  public static LogResult<WitnessKey> parse(String text) {
    return NamedKey.parse(text, TYPE)
        .map(WitnessKey::new)
        .<LogResult<WitnessKey>>map(LogResult::accepted)
        .orElseGet(() -> LogResult.refused(LogFault.KEY_MALFORMED));
  }

  @Override
  public String name() {
    return key.name();
  }

  @Override
  public int keyId() {
    return key.keyId();
  }

  @Override
  public String text() {
    return key.text();
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
    return key.verify(message, last);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WitnessKey that && text().equals(that.text());
  }

  @Override
  public int hashCode() {
    return key.keyId();
  }

  @Override
  public String toString() {
    return text();
  }
}
