package dev.sealkeep.evidence.tpm;

/** Identifiers of the TCG Algorithm Registry (TPM_ALG_ID), hashes apart. */
final class TpmAlgorithm {
  static final int RSA = 0x0001;
  static final int AES = 0x0006;
  static final int NULL = 0x0010;
  static final int RSASSA = 0x0014;
  static final int RSAPSS = 0x0016;
  static final int ECDSA = 0x0018;
  static final int ECC = 0x0023;
  static final int CFB = 0x0043;

  private TpmAlgorithm() {}
}
