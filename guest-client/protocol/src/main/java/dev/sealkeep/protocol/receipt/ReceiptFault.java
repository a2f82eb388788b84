package dev.sealkeep.protocol.receipt;

/** Why a release answer is not to be trusted, in the order of the checks. Codes are stable. */
public enum ReceiptFault {
  /** The pinned log-root key does not certify the log key that the server named. */
  LOG_KEY_UNCERTIFIED("receipt.log_key_uncertified"),
  /** The proof is no tlog-proof, or its checkpoint is not signed by the certified log key. */
  CHECKPOINT_INVALID("receipt.checkpoint_invalid"),
  /**
   * The leaf made of entry, salt and tag is not in the tree of the checkpoint. The answer carries
   * no commitment: the guest computes it, so one that does not open to the entry shows as this.
   */
  INCLUSION_INVALID("receipt.inclusion_invalid"),
  /** The logged bytes are no entry. */
  ENTRY_MALFORMED("receipt.entry_malformed"),
  /** The entry is of another kind. */
  ENTRY_KIND("receipt.entry_mismatch.kind"),
  /** The entry is of another tenant. */
  ENTRY_TENANT("receipt.entry_mismatch.tenant"),
  /** The entry is of another key. */
  ENTRY_KEY("receipt.entry_mismatch.key"),
  /** The entry is of another volume. */
  ENTRY_VOLUME("receipt.entry_mismatch.volume"),
  /** The entry is of another purpose. */
  ENTRY_PURPOSE("receipt.entry_mismatch.purpose"),
  /** The entry is of another KEM. */
  ENTRY_KEM("receipt.entry_mismatch.kem"),
  /** The entry is of another exchange: its base is not this guest's. */
  ENTRY_BASE("receipt.entry_mismatch.base"),
  /** The entry shows another report of fallbacks than this guest's, or none. */
  ENTRY_FALLBACKS("receipt.entry_mismatch.fallbacks"),
  /** The entry is of another question about the next boot. */
  ENTRY_QUESTION("receipt.entry_mismatch.question"),
  /** The entry and the answer to such a question are not the same. */
  ENTRY_PERMITTED("receipt.entry_mismatch.permitted"),
  /** The entry and the answer name different key versions. */
  ENTRY_KEY_VERSION("receipt.entry_mismatch.key_version"),
  /** The entry and the answer name different decisions. */
  ENTRY_DECISION("receipt.entry_mismatch.decision"),
  /** The entry is of another ciphertext. */
  CIPHERTEXT_MISMATCH("receipt.ciphertext_mismatch"),
  /** The ciphertext does not open under this recipient and this exchange. */
  DECRYPTION_FAILED("receipt.decryption_failed"),
  /** The tenant's secret is not the pinned one: another escrow sealed this key. */
  TENANT_PIN_MISMATCH("receipt.tenant_pin_mismatch"),
  /** The leaf's tag is not the tenant's, so the tenant could not find this release in the log. */
  TAG_MISMATCH("receipt.tag_mismatch");

  private final String code;

  ReceiptFault(String code) {
    this.code = code;
  }

  /** The stable code. */
  public String code() {
    return code;
  }
}
