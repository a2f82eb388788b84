package dev.sealkeep.agent.device.gramine;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.report.SgxQuote;
import dev.sealkeep.agent.device.syscall.SystemCalls;
import dev.sealkeep.protocol.message.MessageLimits;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The enclave that this process runs in.
 *
 * @param calls the kernel
 * @param root Gramine's folder {@code /dev/attestation}
 */
public record Enclave(SystemCalls calls, Path root) {
  /** The length of the files' sealing keys: 128 bits. */
  public static final int KEY_BYTES = 16;

  /** The file that says which kind of remote attestation there is; in an enclave it is there. */
  public static final String TYPE = "attestation_type";

  private static final String DCAP = "dcap";
  private static final int TYPE_BYTES = 64;

  private PseudoFiles files() {
    return new PseudoFiles(calls, root);
  }

  /**
   * Obtains a quote.
   *
   * @param reportData exactly 64 bytes
   * @throws DeviceException {@link DeviceFault#SGX_ATTESTATION_OFF}, {@link
   *     DeviceFault#SGX_QUOTE_REFUSED}, or what {@link SgxQuote#checked} finds
   */
  public SgxQuote quote(byte[] reportData) throws DeviceException {
    byte[] type = files().read(TYPE, TYPE_BYTES, DeviceFault.DEVICE_PERMISSION);
    String scheme = new String(type, StandardCharsets.US_ASCII).strip();
    if (!scheme.equals(DCAP)) {
      throw new DeviceException(
          DeviceFault.SGX_ATTESTATION_OFF, "%s says `%s`".formatted(root.resolve(TYPE), scheme));
    }
    files().write("user_report_data", reportData, DeviceFault.SGX_QUOTE_REFUSED);
    byte[] quote =
        files().read("quote", MessageLimits.EVIDENCE_BYTES, DeviceFault.SGX_QUOTE_REFUSED);
    return SgxQuote.checked(quote, reportData, root);
  }

  /**
   * Has the processor make a sealing key of {@value #KEY_BYTES} bytes, which the caller closes.
   *
   * @throws DeviceException {@link DeviceFault#SGX_KEY_ABSENT}, {@link DeviceFault#SGX_MALFORMED}
   *     or {@link DeviceFault#KEY_ZERO}
   */
  public SecretBytes key(SealingKey which) throws DeviceException {
    String name = "keys/" + which.fileName();
    byte[] key = files().read(name, KEY_BYTES, DeviceFault.SGX_KEY_ABSENT);
    try {
      if (key.length == 0) {
        throw new DeviceException(
            DeviceFault.SGX_KEY_ABSENT, "%s is empty".formatted(root.resolve(name)));
      }
      if (key.length != KEY_BYTES) {
        throw new DeviceException(
            DeviceFault.SGX_MALFORMED,
            "%s has %d bytes, not %d".formatted(root.resolve(name), key.length, KEY_BYTES));
      }
      if (PseudoFiles.isZero(key)) {
        throw new DeviceException(DeviceFault.KEY_ZERO, root.resolve(name).toString());
      }
      return SecretBytes.copyOf(key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
