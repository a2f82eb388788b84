package dev.sealkeep.protocol.log;

/** A key that verifies lines of a signed note. */
public sealed interface NoteKey permits LogVerifierKey, WitnessKey {
  /** The name that stands on the key's lines. */
  String name();

  /** The first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key), as a big-endian number. */
  int keyId();

  /** The key's text: {@code name+id+base64(type ‖ public key)}. */
  String text();

  /**
   * Whether {@code signature} is this key's over a note.
   *
   * @param noteText the note's text with its last newline
   * @param signature the line's decoded bytes after the key id; untrusted, of any length
   */
  boolean verify(String noteText, byte[] signature);
}
