package dev.sealkeep.protocol.log;

/**
 * The verifier key of a log, or of the log root: Ed25519, note type 0x01 (C2SP signed-note). A
 * log's key bears the log's origin as its name. Two keys are equal if their texts are.
 */
public final class LogVerifierKey implements NoteKey {
  private static final byte TYPE = 0x01;

  private final NamedKey key;

  private LogVerifierKey(NamedKey key) {
    this.key = key;
  }

  /** Parses a key's text. For untrusted input: refuses with {@link LogFault#KEY_MALFORMED}. */
  public static LogResult<LogVerifierKey> parse(String text) {
    return NamedKey.parse(text, TYPE)
        .map(LogVerifierKey::new)
        .<LogResult<LogVerifierKey>>map(LogResult::accepted)
        .orElseGet(() -> LogResult.refused(LogFault.KEY_MALFORMED));
  }

  /** Makes the key of a name and 32 raw bytes, as {@link #parse} does of their text. */
  public static LogResult<LogVerifierKey> of(String name, byte[] publicKey) {
    return parse(NamedKey.format(name, TYPE, publicKey));
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

  /** Returns a copy of the 32 raw bytes of the public key. */
  public byte[] publicKey() {
    return key.raw();
  }

  @Override
  public boolean verify(String noteText, byte[] signature) {
    return key.verify(noteText, signature);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LogVerifierKey that && text().equals(that.text());
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
