package dev.sealkeep.protocol.log;

/** Why something that claims to belong to a log was refused. The codes are stable. */
public enum LogFault {
  /** A verifier key's text is not of the form {@code name+id+key}, or its id is not its own. */
  KEY_MALFORMED("log.key.malformed"),
  /** A signed note breaks the C2SP syntax or its bounds. */
  NOTE_MALFORMED("log.note.malformed"),
  /** A line that names a known key does not verify. */
  NOTE_SIGNATURE_INVALID("log.note.signature.invalid"),
  /** No line is by a key the verifier asked for. */
  NOTE_SIGNATURE_MISSING("log.note.signature.missing"),
  /** A note's text is not a checkpoint. */
  CHECKPOINT_MALFORMED("log.checkpoint.malformed"),
  /** A checkpoint's origin is not the name of the log's key. */
  CHECKPOINT_ORIGIN("log.checkpoint.origin"),
  /** A proof file breaks its syntax. */
  PROOF_MALFORMED("log.proof.malformed"),
  /** A proof does not lead from the leaf to the checkpoint's root. */
  PROOF_MISMATCH("log.proof.mismatch"),
  /** A note's text is not a log-key certificate. */
  CERTIFICATE_MALFORMED("log.certificate.malformed"),
  /** Leaf data is not 64 bytes. */
  LEAF_MALFORMED("log.leaf.malformed"),
  /** An entry is not deterministic CBOR within the bounds. */
  ENTRY_ENCODING("log.entry.encoding"),
  /** An entry's members are not those of its kind, or a value is out of range. */
  ENTRY_MALFORMED("log.entry.malformed");

  private final String code;

  LogFault(String code) {
    this.code = code;
  }

  /** The stable code. */
  public String code() {
    return code;
  }
}
