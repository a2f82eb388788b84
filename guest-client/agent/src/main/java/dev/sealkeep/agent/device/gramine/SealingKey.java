package dev.sealkeep.agent.device.gramine;

import java.util.Arrays;
import java.util.Optional;

/** Which enclaves get the same key. Intel SDM volume 3D, EGETKEY, KEYPOLICY. */
public enum SealingKey {
  /** The very same enclave. */
  MRENCLAVE("mrenclave", "_sgx_mrenclave"),
  /** Every enclave of the same signer and product. */
  MRSIGNER("mrsigner", "_sgx_mrsigner");

  private final String spelling;
  private final String fileName;

  SealingKey(String spelling, String fileName) {
    this.spelling = spelling;
    this.fileName = fileName;
  }

  /** The name in requests. */
  public String spelling() {
    return spelling;
  }

  /** The name of its file. */
  String fileName() {
    return fileName;
  }

  /** Returns the key of that name, or empty. */
  public static Optional<SealingKey> parse(String spelling) {
    return Arrays.stream(values()).filter(key -> key.spelling.equals(spelling)).findFirst();
  }
}
