package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.ReasonCode;

/** Every reason for which TPM 2.0 evidence is rejected. The codes never change their meaning. */
public enum TpmReason implements ReasonCode {
  /** None of the forms that are read. */
  EVIDENCE_MALFORMED(
      "tpm.evidence.malformed",
      "The evidence is in none of the forms that are read, or a part of it is not well-formed.",
      "Send the JSON form that the reference describes."),
  /** Not a TPMS_ATTEST. */
  QUOTE_MALFORMED(
      "tpm.quote.malformed",
      "The quote is not a well-formed TPMS_ATTEST.",
      "Send the bytes that the TPM signed, whole and unchanged."),
  /** Not made by the TPM. */
  QUOTE_MAGIC_INVALID(
      "tpm.quote.magic_invalid",
      "The signed bytes do not begin with FF544347, so the TPM did not make them.",
      "Send the TPMS_ATTEST that TPM2_Quote returned."),
  /** Another kind of attestation. */
  QUOTE_TYPE_UNSUPPORTED(
      "tpm.quote.type_unsupported",
      "The TPM attests something other than PCRs.",
      "Send what TPM2_Quote returned."),
  /** A bank of a hash that is not read. */
  QUOTE_BANK_UNSUPPORTED(
      "tpm.quote.bank_unsupported",
      "The quote covers PCRs of a bank whose hash is not supported.",
      "Quote the SHA-256 or the SHA-384 bank."),
  /** A signature over nothing. */
  QUOTE_SELECTION_EMPTY(
      "tpm.quote.selection_empty",
      "The quote covers no PCR at all.",
      "Quote the PCRs that the policy speaks of."),
  /** The qualifying data differs. */
  EXTRA_DATA_MISMATCH(
      "tpm.extra_data.mismatch",
      "The quote's qualifying data is not the expected value.",
      "Quote with the SHA-256 of this request's transcript as qualifying data."),
  /** There is no signature. */
  SIGNATURE_MISSING(
      "tpm.signature.missing",
      "There is no signature beside the quote.",
      "Send the TPMT_SIGNATURE with the quote."),
  /** Not a TPMT_SIGNATURE. */
  SIGNATURE_MALFORMED(
      "tpm.signature.malformed",
      "The signature is not a well-formed TPMT_SIGNATURE.",
      "Send the signature that the TPM returned, whole and unchanged."),
  /** Another scheme. */
  SIGNATURE_ALGORITHM_UNSUPPORTED(
      "tpm.signature.algorithm_unsupported",
      "The signature scheme is none of RSASSA, RSAPSS and ECDSA with SHA-256, SHA-384 or SHA-512.",
      "Make an attestation key with one of these schemes."),
  /** The signature does not verify. */
  SIGNATURE_INVALID(
      "tpm.signature.invalid",
      "The quote's signature does not verify under the attestation key.",
      "Send the quote and the public part of the very key that signed it."),
  /** No values beside the quote. */
  PCRS_MISSING(
      "tpm.pcrs.missing",
      "The quote covers a PCR whose value was not sent.",
      "Send the value of every PCR that is quoted."),
  /** More values than the quote covers. */
  PCRS_UNSELECTED(
      "tpm.pcrs.unselected",
      "A PCR value was sent that the quote does not cover.",
      "Send the values of the quoted PCRs and no others."),
  /** A value of the wrong size. */
  PCRS_MALFORMED(
      "tpm.pcrs.malformed",
      "A PCR value has another size than its bank, or an index that does not exist.",
      "Send each value with the size of its bank's hash."),
  /** The values do not make the digest. */
  PCRS_DIGEST_MISMATCH(
      "tpm.pcrs.digest_mismatch",
      "The PCR values do not make the digest that the TPM signed.",
      "Read the PCRs right before the quote, and again if one changed in between.");

  private final String code;
  private final String meaning;
  private final String cure;

  TpmReason(String code, String meaning, String cure) {
    this.code = code;
    this.meaning = meaning;
    this.cure = cure;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String meaning() {
    return meaning;
  }

  @Override
  public String cure() {
    return cure;
  }
}
