package dev.sealkeep.evidence.azure;

import dev.sealkeep.evidence.eventlog.TcgHash;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;

/** Makes HCL reports, right ones unless told otherwise. */
final class HclBuilder {
  static final int BYTES = 2600;
  static final String NO_USER_DATA = "0".repeat(128);

  private final byte[] runtimeData;
  private final ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private HclBuilder(byte[] runtimeData, int hardware) {
    this.runtimeData = runtimeData;
    bytes.put(0, "HCLA".getBytes(StandardCharsets.US_ASCII));
    word(4, 1).word(8, 1236 + runtimeData.length).word(12, 2);
    word(0x4C0, 20 + runtimeData.length).word(0x4C4, 1).word(0x4C8, hardware).word(0x4CC, 1);
    word(0x4D0, runtimeData.length);
    bytes.put(0x4D4, runtimeData);
  }

  static HclBuilder snp(String runtimeData) {
    return new HclBuilder(runtimeData.getBytes(StandardCharsets.UTF_8), 2);
  }

  static HclBuilder tdx(String runtimeData) {
    return new HclBuilder(runtimeData.getBytes(StandardCharsets.UTF_8), 4);
  }

  HclBuilder word(int at, int value) {
    bytes.putInt(at, value);
    return this;
  }

  HclBuilder hardware(byte[] report) {
    bytes.put(0x20, report);
    return this;
  }

  byte[] reportData() {
    return Arrays.copyOf(TcgHash.SHA256.of(runtimeData), 64);
  }

  byte[] build() {
    return bytes.array().clone();
  }

  static String runtimeData(KeyPair ak, String userData) {
    return runtimeData(jwk("HCLAkPub", ak) + "," + jwk("HCLEkPub", ak), userData);
  }

  static String runtimeData(String keys, String userData) {
    return "{\"keys\":["
        + keys
        + "],\"vm-configuration\":{\"console-enabled\":true,\"secure-boot\":true,"
        + "\"tpm-enabled\":true,\"tpm-persisted\":false,\"root-cert-thumbprint\":\"\","
        + "\"vmUniqueId\":\"11111111-2222-3333-4444-555555555555\"},\"user-data\":\""
        + userData
        + "\"}";
  }

  static String jwk(String id, KeyPair pair) {
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    return "{\"kid\":\"%s\",\"key_ops\":[\"sign\"],\"kty\":\"RSA\",\"e\":\"%s\",\"n\":\"%s\"}"
        .formatted(id, number(key.getPublicExponent()), number(key.getModulus()));
  }

  private static String number(BigInteger value) {
    byte[] signed = value.toByteArray();
    byte[] unsigned = signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned);
  }
}
