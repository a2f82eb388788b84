package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.ReasonCode;

/** Every reason for which SEV-SNP evidence is rejected. The codes never change their meaning. */
public enum SnpReason implements ReasonCode {
  /** Fewer than 1184 bytes. */
  REPORT_TRUNCATED(
      "snp.report.truncated",
      "The evidence is shorter than an attestation report of 1184 bytes.",
      "Send the whole report as the device gave it."),
  /** More than 4096 bytes. */
  REPORT_OVERSIZED(
      "snp.report.oversized",
      "The evidence is longer than 4096 bytes.",
      "Send the report alone; certificates belong into the auxiliary blob."),
  /** The version is not 2 to 5. */
  REPORT_VERSION_UNSUPPORTED(
      "snp.report.version_unsupported",
      "The report's version is not 2, 3, 4 or 5.",
      "Check that the bytes are an SEV-SNP report; a newer firmware needs a newer verifier."),
  /** SIGNATURE_ALGO is not 1. */
  REPORT_ALGORITHM_UNSUPPORTED(
      "snp.report.algorithm_unsupported",
      "The report names a signature algorithm other than ECDSA P-384 with SHA-384.",
      "Check that the report is complete and unchanged."),
  /** POLICY bit 17 is 0. */
  REPORT_POLICY_INVALID(
      "snp.report.policy_invalid",
      "Bit 17 of the guest policy, which must be 1, is 0.",
      "Check that the report is complete and unchanged."),
  /** VMPL is 0xFFFFFFFF. */
  REPORT_REQUESTED_BY_HOST(
      "snp.report.requested_by_host",
      "The host asked for this report, so its report data says nothing about the guest.",
      "Obtain the report from inside the guest."),
  /** VMPL is neither 0 to 3 nor 0xFFFFFFFF. */
  REPORT_VMPL_INVALID(
      "snp.report.vmpl_invalid",
      "The privilege level of the request is none that exists.",
      "Check that the report is complete and unchanged."),
  /** Key information bits 31:5 are not zero. */
  REPORT_KEY_INFO_INVALID(
      "snp.report.key_info_invalid",
      "Reserved bits of the key information are set.",
      "Check that the report is complete and unchanged."),
  /** SIGNING_KEY is 2 to 6. */
  REPORT_SIGNING_KEY_RESERVED(
      "snp.report.signing_key_reserved",
      "The report names a kind of signing key that is reserved.",
      "A newer kind of key needs a newer verifier."),
  /** SIGNING_KEY is 7. */
  REPORT_UNSIGNED(
      "snp.report.unsigned",
      "The report says that no key signed it.",
      "Have the host sign reports with the VCEK or the VLEK."),
  /** MASK_CHIP_KEY is 1. */
  REPORT_CHIP_KEY_MASKED(
      "snp.report.chip_key_masked",
      "The host has masked the chip key, so the report carries no signature.",
      "Have the host turn off MASK_CHIP_KEY."),
  /** REPORT_DATA is not what was expected. */
  REPORT_DATA_MISMATCH(
      "snp.report_data.mismatch",
      "The report data is not the expected value.",
      "Obtain a new report over this request; evidence cannot be replayed."),
  /** R or S out of range, or padding not zero. */
  SIGNATURE_MALFORMED(
      "snp.signature.malformed",
      "R or S is zero or not below the group order, or padding of the signature is not zero.",
      "Check that the report is complete and unchanged."),
  /** The signature does not verify. */
  SIGNATURE_INVALID(
      "snp.signature.invalid",
      "The report's signature does not verify with the certificate's key.",
      "Check that the report is unchanged and the certificate belongs to its chip and TCB."),
  /** The auxiliary blob is neither a certificate table nor certificates. */
  AUXILIARY_MALFORMED(
      "snp.auxiliary.malformed",
      "The auxiliary blob is neither a certificate table nor certificates, or breaks its bounds.",
      "Pass on the blob as the host gave it, or none."),
  /** No certificate fits a link of the chain. */
  CHAIN_INCOMPLETE(
      "snp.chain.incomplete",
      "A certificate between the report and a root is missing.",
      "Supply the VCEK or VLEK, its ASK or ASVK, and the ARK."),
  /** The leaf's kind and its issuer's kind do not go together. */
  CHAIN_WRONG_ISSUER(
      "snp.chain.wrong_issuer",
      "A certificate is named after an issuer that may not issue it.",
      "A VCEK comes from an ASK and a VLEK from an ASVK, each under the ARK of its product line."),
  /** A certificate's signature does not verify. */
  CHAIN_SIGNATURE_INVALID(
      "snp.chain.signature_invalid",
      "A certificate's signature does not verify with its issuer's key.",
      "Fetch the certificates again from AMD."),
  /** A certificate is signed with another algorithm. */
  CHAIN_ALGORITHM_UNSUPPORTED(
      "snp.chain.algorithm_unsupported",
      "A certificate's key or signature is of another kind than AMD uses.",
      "Fetch the certificates again from AMD."),
  /** The chain ends in a root that is not pinned. */
  CHAIN_UNTRUSTED_ROOT(
      "snp.chain.untrusted_root",
      "The chain ends in a root that is not trusted here.",
      "A simulator's root is trusted only where simulation is enabled and its pin is configured."),
  /** A VCEK or VLEK cannot be read. */
  CERTIFICATE_MALFORMED(
      "snp.certificate.malformed",
      "A VCEK or VLEK lacks an extension, or one has a value outside its range.",
      "Fetch the certificate again from AMD."),
  /** Past notAfter. */
  CERTIFICATE_EXPIRED(
      "snp.certificate.expired",
      "A certificate had expired at the time of verification.",
      "Fetch a current certificate, or verify recorded evidence at the time it was made."),
  /** Before notBefore. */
  CERTIFICATE_NOT_YET_VALID(
      "snp.certificate.not_yet_valid",
      "A certificate was not valid yet at the time of verification.",
      "Check the clock, or verify recorded evidence at the time it was made."),
  /** On an authentic revocation list. */
  CERTIFICATE_REVOKED(
      "snp.certificate.revoked",
      "An authentic revocation list names a certificate of the chain.",
      "The platform is no longer to be trusted: update its firmware and certificates."),
  /** The VCEK is for another TCB. */
  VCEK_TCB_MISMATCH(
      "snp.vcek.tcb_mismatch",
      "The TCB in the VCEK is not the reported TCB.",
      "Fetch the VCEK for the reported TCB."),
  /** The VCEK is for another chip. */
  VCEK_CHIP_ID_MISMATCH(
      "snp.vcek.chip_id_mismatch",
      "The chip in the VCEK is not the chip in the report.",
      "Fetch the VCEK of the chip that made the report."),
  /** CHIP_ID is zero although a VCEK signed. */
  VCEK_CHIP_ID_MASKED(
      "snp.vcek.chip_id_masked",
      "The report hides the chip's identity, so it cannot be held against the VCEK.",
      "Have the host turn off MASK_CHIP_ID, or use a VLEK."),
  /** The VLEK is for another TCB. */
  VLEK_TCB_MISMATCH(
      "snp.vlek.tcb_mismatch",
      "The TCB in the VLEK is not the reported TCB.",
      "Have the host load the VLEK for the reported TCB."),
  /** CPUID bytes name no supported product. */
  PRODUCT_UNSUPPORTED(
      "snp.product.unsupported",
      "The processor named in the report is none of Milan, Genoa and Turin.",
      "A newer processor needs a newer verifier."),
  /** Report, certificate and chain name different products. */
  PRODUCT_MISMATCH(
      "snp.product.mismatch",
      "The report, the certificate and its chain name different product lines.",
      "Fetch the certificates of the processor that made the report.");

  private final String code;
  private final String meaning;
  private final String cure;

  SnpReason(String code, String meaning, String cure) {
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
