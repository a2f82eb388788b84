package dev.sealkeep.protocol.message;

import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Leaf;

/** The sizes that messages keep to, in bytes unless the name says otherwise. */
public final class MessageLimits {
  /** The longest body of any request or answer. */
  public static final int BODY_BYTES = 1 << 20;

  /** The longest challenge answer, which a release request repeats verbatim. */
  public static final int CHALLENGE_ANSWER_BYTES = 16 << 10;

  /** The longest challenge token. */
  public static final int CHALLENGE_BYTES = 256;

  /** The longest evidence blob. */
  public static final int EVIDENCE_BYTES = 64 << 10;

  /** The longest auxiliary blob. */
  public static final int AUXILIARY_BYTES = 64 << 10;

  /** The longest event log. */
  public static final int EVENT_LOG_BYTES = 256 << 10;

  /** The most evidence items of a request, which has at least one. */
  public static final int EVIDENCE_ITEMS = 8;

  /** The most event logs of a request. */
  public static final int EVENT_LOGS = 8;

  /** The most technologies and the most KEMs that a server offers. */
  public static final int OFFERS = 32;

  /** The longest verifier key text of a log. */
  public static final int LOG_KEY_CHARS = 512;

  /** The longest note by which the log-root key certifies a log's key. */
  public static final int CERTIFICATE_CHARS = 4096;

  /** The longest sealed key. */
  public static final int CIPHERTEXT_BYTES = 64 << 10;

  /** The longest log entry. */
  public static final int ENTRY_BYTES = Entry.MAX_BYTES;

  /** The size of the salt beside an entry, and of the tag T of a leaf. */
  public static final int SALT_BYTES = Leaf.SALT_BYTES;

  /** The size of the tag T of a leaf. */
  public static final int TAG_BYTES = 32;

  /** The longest proof text: 63 hashes and a checkpoint with many cosignatures. */
  public static final int PROOF_CHARS = 64 << 10;

  /** The longest problem document. */
  public static final int PROBLEM_BYTES = 16 << 10;

  /** The longest certificates of a TPM's endorsement key, together. */
  public static final int TPM_CERTIFICATES_BYTES = 32 << 10;

  /** The longest TPMT_PUBLIC. */
  public static final int TPM_PUBLIC_BYTES = 2048;

  /** The longest TPM2B_ID_OBJECT and TPM2B_ENCRYPTED_SECRET. */
  public static final int TPM_CREDENTIAL_BYTES = 1024;

  /** The longest token of an activation. */
  public static final int ACTIVATION_TOKEN_BYTES = 512;

  /** The size of the secret that a TPM activates. */
  public static final int ACTIVATION_SECRET_BYTES = 32;

  private MessageLimits() {}
}
