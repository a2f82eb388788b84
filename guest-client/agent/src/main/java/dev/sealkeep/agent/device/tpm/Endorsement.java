package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.protocol.message.MessageLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a TPM holds of its endorsement: the certificate of one key, and its issuers'. TCG EK
 * Credential Profile 2.5, section 2.2.1.4.
 *
 * @param template the key that the certificate is of
 * @param certificates PEM, one after the other; empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; never compared
public record Endorsement(KeyTemplate template, byte[] certificates) {
  private static final int FIRST_INDEX = 0x01C0_0000;
  private static final int RSA_CERTIFICATE = 0x01C0_0002;
  private static final int ECC_CERTIFICATE = 0x01C0_000A;
  private static final int FIRST_ISSUER = 0x01C0_0100;
  private static final int LAST_ISSUER = 0x01C0_01FF;
  private static final int MOST_ISSUERS = 8;

  /** A SEQUENCE whose length has two bytes, as that of each certificate. */
  private static final int LONG_SEQUENCE = 0x3082;

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
    StringBuilder certificates = new StringBuilder();
    int leaf = ecc ? ECC_CERTIFICATE : RSA_CERTIFICATE;
    if (indices.contains(leaf)) {
      certificates.append(certificate(tpm, leaf));
      for (int issuer :
          indices.stream()
              .filter(index -> index >= FIRST_ISSUER && index <= LAST_ISSUER)
              .limit(MOST_ISSUERS)
              .toList()) {
        String more = certificate(tpm, issuer);
        if (certificates.length() + more.length() <= MAX_BYTES) {
          certificates.append(more);
        }
      }
    }
    if (file.isPresent()) {
      certificates.append(content(file.get(), MAX_BYTES - certificates.length()));
    }
    byte[] pem = certificates.toString().getBytes(StandardCharsets.US_ASCII);
    return new Endorsement(ecc ? KeyTemplate.EK_ECC : KeyTemplate.EK_RSA, pem);
  }

  /** Whether there is something to show to an issuer of credentials. */
  public boolean isCertified() {
    return certificates.length > 0;
  }

  /** In PEM; those of an index that holds several follow one another. */
  private static String certificate(Tpm tpm, int index) throws DeviceException {
    return pem(tpm.nv(index).content(tpm, MAX_BYTES));
  }

  /** Each certificate in PEM. DER says where it ends; what is behind the last is padding. */
  private static String pem(byte[] content) {
    StringBuilder text = new StringBuilder();
    for (int start = 0; start < content.length; ) {
      TpmCursor cursor = new TpmCursor(Arrays.copyOfRange(content, start, content.length));
      boolean certificate = cursor.u16() == LONG_SEQUENCE;
      int end = start + cursor.u16() + 2 * Short.BYTES;
      if (!certificate || end > content.length) {
        break;
      }
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(
              Base64.getMimeEncoder(64, new byte[] {'\n'})
                  .encodeToString(Arrays.copyOfRange(content, start, end)))
          .append("\n-----END CERTIFICATE-----\n");
      start = end;
    }
    return text.toString();
  }

  private static String content(Path file, int limit) throws DeviceException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      String text = new String(bytes, StandardCharsets.US_ASCII);
      String pem = text.contains("-----BEGIN") ? text : pem(bytes);
      if (bytes.length > MAX_BYTES || pem.length() > limit) {
        throw new DeviceException(
            DeviceFault.TPM_CERTIFICATES,
            "%s and what the TPM holds exceed %d bytes".formatted(file, MAX_BYTES));
      }
      if (pem.isEmpty()) {
        throw new DeviceException(
            DeviceFault.TPM_CERTIFICATES, "%s holds no certificate".formatted(file));
      }
      return pem;
    } catch (IOException unreadable) {
      throw new DeviceException(
          DeviceFault.TPM_CERTIFICATES,
          "%s: %s".formatted(file, unreadable.getClass().getSimpleName()),
          unreadable);
    }
  }
}
