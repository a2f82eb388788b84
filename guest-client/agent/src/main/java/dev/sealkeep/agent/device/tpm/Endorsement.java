package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.protocol.message.MessageLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a TPM holds of its endorsement: the certificate of one key, and its issuers'. TCG EK
 * Credential Profile 2.5, section 2.2.1.4.
 *
 * @param template the key that the certificate is of
 * @param certificates DER, one after the other; empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; never compared
public record Endorsement(KeyTemplate template, byte[] certificates) {
  private static final int FIRST_INDEX = 0x01C0_0000;
  private static final int RSA_CERTIFICATE = 0x01C0_0002;
  private static final int ECC_CERTIFICATE = 0x01C0_000A;
  private static final int FIRST_ISSUER = 0x01C0_0100;
  private static final int LAST_ISSUER = 0x01C0_01FF;
  private static final int MOST_ISSUERS = 8;
  private static final int MAX_BYTES = MessageLimits.TPM_CERTIFICATES_BYTES;

  /**
   * Looks for it. A TPM without a certificate of a template's key has the RSA one, which every TPM
   * can make.
   *
   * @param file more certificates, or empty
   */
  public static Endorsement of(Tpm tpm, Optional<Path> file) throws DeviceException {
    List<Integer> indices = tpm.handles(FIRST_INDEX);
    boolean ecc = !indices.contains(RSA_CERTIFICATE) && indices.contains(ECC_CERTIFICATE);
    TpmBytes certificates = new TpmBytes();
    int leaf = ecc ? ECC_CERTIFICATE : RSA_CERTIFICATE;
    if (indices.contains(leaf)) {
      certificates.raw(certificate(tpm, leaf));
      for (int issuer :
          indices.stream()
              .filter(index -> index >= FIRST_ISSUER && index <= LAST_ISSUER)
              .limit(MOST_ISSUERS)
              .toList()) {
        byte[] more = certificate(tpm, issuer);
        if (certificates.length() + more.length <= MAX_BYTES) {
          certificates.raw(more);
        }
      }
    }
    if (file.isPresent()) {
      certificates.raw(content(file.get(), MAX_BYTES - certificates.length()));
    }
    return new Endorsement(ecc ? KeyTemplate.EK_ECC : KeyTemplate.EK_RSA, certificates.toBytes());
  }

  /** Whether there is something to show to an issuer of credentials. */
  public boolean isCertified() {
    return certificates.length > 0;
  }

  private static byte[] certificate(Tpm tpm, int index) throws DeviceException {
    return withoutPadding(tpm.nv(index).content(tpm, MAX_BYTES));
  }

  /** An index may be larger than the certificate in it: DER says where that ends. */
  private static byte[] withoutPadding(byte[] content) {
    TpmCursor cursor = new TpmCursor(content);
    boolean longForm = cursor.u16() == 0x3082;
    int size = cursor.u16() + 2 * Short.BYTES;
    return longForm && size <= content.length ? Arrays.copyOf(content, size) : content;
  }

  private static byte[] content(Path file, int limit) throws DeviceException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(Math.max(limit, 0) + 1);
      if (bytes.length > limit) {
        throw new DeviceException(
            DeviceFault.TPM_CERTIFICATES, "%s exceeds %d bytes".formatted(file, limit));
      }
      return bytes;
    } catch (IOException unreadable) {
      throw new DeviceException(
          DeviceFault.TPM_CERTIFICATES,
          "%s: %s".formatted(file, unreadable.getClass().getSimpleName()),
          unreadable);
    }
  }
}
