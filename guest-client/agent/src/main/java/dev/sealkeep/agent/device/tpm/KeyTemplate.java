package dev.sealkeep.agent.device.tpm;

import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * The templates of keys that are made, each a TPMT_PUBLIC. TPM 2.0 Library part 2, section 12.2.4.
 */
public enum KeyTemplate {
  /** TCG EK Credential Profile 2.5, template L-1: RSA of 2048 bits. */
  EK_RSA(endorsement(Algorithm.RSA, out -> out.u16(2048).u32(0).sized(new byte[256]))),
  /** TCG EK Credential Profile 2.5, template L-2: P-256. */
  EK_ECC(
      endorsement(
          Algorithm.ECC,
          out ->
              out.u16(Algorithm.P256).u16(Algorithm.NULL).sized(new byte[32]).sized(new byte[32]))),
  /** An attestation key: ECDSA on P-256 with SHA-256. */
  AK_ECC(
      attestation(
          Algorithm.ECC,
          out ->
              out.u16(Algorithm.ECDSA)
                  .u16(Algorithm.SHA256)
                  .u16(Algorithm.P256)
                  .u16(Algorithm.NULL)
                  .u16(0)
                  .u16(0))),
  /** An attestation key: RSASSA of 2048 bits with SHA-256. */
  AK_RSA(
      attestation(
          Algorithm.RSA,
          out -> out.u16(Algorithm.RSASSA).u16(Algorithm.SHA256).u16(2048).u32(0).u16(0)));

  /** In hexadecimal digits, so that nobody changes it. */
  private final String publicArea;

  KeyTemplate(byte[] publicArea) {
    this.publicArea = HexFormat.of().formatHex(publicArea);
  }

  byte[] publicArea() {
    return HexFormat.of().parseHex(publicArea);
  }

  /** TPM_ALG_ID and TPM_ECC_CURVE. TPM 2.0 Library part 2, sections 6.3 and 6.4. */
  private static final class Algorithm {
    static final int RSA = 0x0001;
    static final int AES = 0x0006;
    static final int SHA256 = 0x000B;
    static final int NULL = 0x0010;
    static final int RSASSA = 0x0014;
    static final int ECDSA = 0x0018;
    static final int ECC = 0x0023;
    static final int CFB = 0x0043;
    static final int P256 = 0x0003;

    private Algorithm() {}
  }

  /** TPMA_OBJECT. TPM 2.0 Library part 2, section 8.3. */
  private static final class Attribute {
    static final int FIXED_TPM = 1 << 1;
    static final int FIXED_PARENT = 1 << 4;
    static final int SENSITIVE_DATA_ORIGIN = 1 << 5;
    static final int USER_WITH_AUTH = 1 << 6;
    static final int ADMIN_WITH_POLICY = 1 << 7;
    static final int NO_DA = 1 << 10;
    static final int RESTRICTED = 1 << 16;
    static final int DECRYPT = 1 << 17;
    static final int SIGN = 1 << 18;
    static final int STAYS = FIXED_TPM | FIXED_PARENT | SENSITIVE_DATA_ORIGIN | RESTRICTED;

    private Attribute() {}
  }

  /** The digest of PolicySecret(TPM_RH_ENDORSEMENT) alone, by SHA-256. */
  private static byte[] endorsementPolicy() {
    return HexFormat.of()
        .parseHex("837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa");
  }

  private static byte[] endorsement(int type, Consumer<TpmBytes> rest) {
    return template(
        type,
        Attribute.STAYS | Attribute.ADMIN_WITH_POLICY | Attribute.DECRYPT,
        endorsementPolicy(),
        out -> {
          out.u16(Algorithm.AES).u16(128).u16(Algorithm.CFB).u16(Algorithm.NULL);
          rest.accept(out);
        });
  }

  private static byte[] attestation(int type, Consumer<TpmBytes> rest) {
    return template(
        type,
        Attribute.STAYS | Attribute.USER_WITH_AUTH | Attribute.NO_DA | Attribute.SIGN,
        new byte[0],
        out -> {
          out.u16(Algorithm.NULL);
          rest.accept(out);
        });
  }

  private static byte[] template(
      int type, int attributes, byte[] policy, Consumer<TpmBytes> parameters) {
    TpmBytes out = new TpmBytes().u16(type).u16(Algorithm.SHA256).u32(attributes).sized(policy);
    parameters.accept(out);
    return out.toBytes();
  }
}
