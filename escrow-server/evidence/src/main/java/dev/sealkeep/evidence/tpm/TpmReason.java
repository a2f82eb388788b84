package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.ReasonCode;
import dev.sealkeep.evidence.x509.PathFault;

/** Every reason for which TPM 2.0 evidence is rejected. The codes never change their meaning. */
public enum TpmReason implements ReasonCode {
  /** None of the forms that are read. */
  EVIDENCE_MALFORMED(
      "tpm.evidence.malformed",
      "The evidence is in none of the forms that are read, or a part of it is not well-formed.",
      "Send the JSON form that the reference describes."),
  /** Two quotes of one bank. */
  EVIDENCE_BANK_TWICE(
      "tpm.evidence.bank_twice", "Two quotes cover the same bank.", "Send one quote of each bank."),
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
      "Read the PCRs right before the quote, and again if one changed in between."),
  /** No key. */
  AK_MISSING(
      "tpm.ak.missing",
      "The public part of the attestation key was not sent.",
      "Send the attestation key's public area with the quote."),
  /** Not a key. */
  AK_MALFORMED(
      "tpm.ak.malformed",
      "A key is no well-formed TPMT_PUBLIC, TPM2B_PUBLIC or SubjectPublicKeyInfo.",
      "Send the public area as TPM2_ReadPublic returned it."),
  /** A key of another kind. */
  AK_UNSUPPORTED(
      "tpm.ak.unsupported",
      "A key is none of RSA of 2048 to 8192 bits and ECC on P-256, P-384 or P-521.",
      "Make an attestation key of one of these kinds, with a name by SHA-256 or longer."),
  /** The key may sign anything. */
  AK_ATTRIBUTES_INVALID(
      "tpm.ak.attributes_invalid",
      "The attestation key is not a restricted signing key that never leaves its TPM.",
      "Make the key with restricted, sign, fixedTPM, fixedParent and sensitiveDataOrigin."),
  /** The qualified signer does not follow from the keys. */
  AK_NAME_MISMATCH(
      "tpm.ak.name_mismatch",
      "The quote's qualified signer is not the name of the attestation key below its parent.",
      "Send the public areas of the very keys that the TPM used."),
  /** No endorsement key that is supported. */
  EK_UNSUPPORTED(
      "tpm.ek.unsupported",
      "The endorsement key is of a kind that a credential cannot be made for.",
      "Use an RSA or ECC endorsement key by the TCG's default templates."),
  /** No endorsement key at all. */
  EK_ATTRIBUTES_INVALID(
      "tpm.ek.attributes_invalid",
      "The key is not a restricted decryption key that never leaves its TPM.",
      "Send the public area of the endorsement key."),
  /** The certificate is another key's. */
  CERTIFICATE_KEY_MISMATCH(
      "tpm.certificate.key_mismatch",
      "The AK certificate is of another key.",
      "Send the certificate of the key that signed the quote."),
  /** The certificate is for another use. */
  CERTIFICATE_USAGE_INVALID(
      "tpm.certificate.usage_invalid",
      "The AK's or EK's certificate is an authority's, or is not for what the key does.",
      "Send the certificate that was issued for this kind of key, not that of an issuer."),
  /** A gap in the chain. */
  CERTIFICATE_INCOMPLETE(
      "tpm.certificate.incomplete",
      "A certificate between the AK's and a root was not supplied.",
      "Supply the issuers' certificates with the evidence or as collateral."),
  /** An issuer that is none. */
  CERTIFICATE_ISSUER_INVALID(
      "tpm.certificate.issuer_invalid",
      "A certificate was issued by one that may not issue it.",
      "Supply the certificates that the TPM's manufacturer or cloud publishes."),
  /** A broken signature in the chain. */
  CERTIFICATE_SIGNATURE_INVALID(
      "tpm.certificate.signature_invalid",
      "A signature in the AK certificate's chain does not verify.",
      "Supply the certificates that the TPM's manufacturer or cloud publishes."),
  /** A scheme that is not accepted. */
  CERTIFICATE_ALGORITHM_UNSUPPORTED(
      "tpm.certificate.algorithm_unsupported",
      "A key or signature in the AK certificate's chain is of a kind that is not accepted.",
      "Enroll the attestation key itself."),
  /** Another root. */
  CERTIFICATE_UNTRUSTED_ROOT(
      "tpm.certificate.untrusted_root",
      "The AK certificate's chain ends in a root that is not pinned.",
      "Enroll the attestation key, or configure the manufacturer's root."),
  /** Too late. */
  CERTIFICATE_EXPIRED(
      "tpm.certificate.expired",
      "A certificate of the AK certificate's chain has expired.",
      "Obtain a new certificate."),
  /** Too early. */
  CERTIFICATE_NOT_YET_VALID(
      "tpm.certificate.not_yet_valid",
      "A certificate of the AK certificate's chain is not valid yet.",
      "Check the clock."),
  /** On a list. */
  CERTIFICATE_REVOKED(
      "tpm.certificate.revoked",
      "A certificate of the AK certificate's chain is revoked.",
      "Do not trust this TPM.");

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

  /** The reason for a fault in a certificate path. */
  static Reason of(PathFault fault) {
    TpmReason reason =
        switch (fault.kind()) {
          case INCOMPLETE -> CERTIFICATE_INCOMPLETE;
          case ISSUER_INVALID -> CERTIFICATE_ISSUER_INVALID;
          case SIGNATURE_INVALID -> CERTIFICATE_SIGNATURE_INVALID;
          case ALGORITHM_UNSUPPORTED -> CERTIFICATE_ALGORITHM_UNSUPPORTED;
          case UNTRUSTED_ROOT -> CERTIFICATE_UNTRUSTED_ROOT;
          case EXPIRED -> CERTIFICATE_EXPIRED;
          case NOT_YET_VALID -> CERTIFICATE_NOT_YET_VALID;
          case REVOKED -> CERTIFICATE_REVOKED;
        };
    return reason.because(fault.detail());
  }
}
