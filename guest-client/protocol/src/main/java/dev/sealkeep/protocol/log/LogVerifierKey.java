package dev.sealkeep.protocol.log;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;

/**
 * The verifier key of a log, or of the log root: Ed25519, note type 0x01 (C2SP signed-note). A
 * log's key bears the log's origin as its name. Two keys are equal if their texts are.
 */
public final class LogVerifierKey implements NoteKey {
  private static final byte TYPE = 0x01;

  private final String name;
  private final byte[] raw;
  private final PublicKey key;
  private final int keyId;

  private LogVerifierKey(String name, byte[] raw, PublicKey key) {
    this.name = name;
    this.raw = raw;
    this.key = key;
    this.keyId = KeyText.keyId(name, TYPE, raw);
  }

  /** Parses a key's text. For untrusted input: refuses with {@link LogFault#KEY_MALFORMED}. */
  public static LogResult<LogVerifierKey> parse(String text) {
    return KeyText.parse(text, TYPE)
        .flatMap(
            parts ->
                Ed25519.publicKey(parts.publicKey())
                    .map(key -> new LogVerifierKey(parts.name(), parts.publicKey(), key)))
        .<LogResult<LogVerifierKey>>map(LogResult::accepted)
        .orElseGet(() -> LogResult.refused(LogFault.KEY_MALFORMED));
  }

  /** Makes the key of a name and 32 raw bytes, as {@link #parse} does of their text. */
  public static LogResult<LogVerifierKey> of(String name, byte[] publicKey) {
    return parse(KeyText.format(name, TYPE, publicKey));
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

  /** Returns a copy of the 32 raw bytes of the public key. */
  public byte[] publicKey() {
    return raw.clone();
  }

  @Override
  public boolean verify(String noteText, byte[] signature) {
    return Ed25519.verify(key, noteText.getBytes(StandardCharsets.UTF_8), signature);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LogVerifierKey that && text().equals(that.text());
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
