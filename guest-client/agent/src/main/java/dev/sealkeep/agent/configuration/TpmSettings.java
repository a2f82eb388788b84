package dev.sealkeep.agent.configuration;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a TPM is used. {@link ConfigurationKey} documents each member's spelling.
 *
 * @param device the character device, or a Unix socket that takes its commands
 * @param key what signs quotes
 * @param pcrs what is quoted
 * @param certificates a file of certificates beside those that the TPM holds
 */
public record TpmSettings(
    Path device, AttestationKeyChoice key, PcrSelection pcrs, Optional<Path> certificates) {
  /** The kernel's resource manager, a key that is made, and what a boot measures. */
  public static final TpmSettings DEFAULT =
      new TpmSettings(
          Path.of("/dev/tpmrm0"),
          new AttestationKeyChoice.Made(AttestationKeyChoice.Kind.ECC),
          PcrSelection.parse("sha256:0-15").orElseThrow(),
          Optional.empty());

  /** The same with a TPM elsewhere. */
  public TpmSettings withDevice(Path other) {
    return new TpmSettings(other, key, pcrs, certificates);
  }

  /** The same with another key. */
  public TpmSettings withKey(AttestationKeyChoice other) {
    return new TpmSettings(device, other, pcrs, certificates);
  }

  /** The same with other PCRs. */
  public TpmSettings withPcrs(PcrSelection other) {
    return new TpmSettings(device, key, other, certificates);
  }

  /** The same with certificates from a file. */
  public TpmSettings withCertificates(Path file) {
    return new TpmSettings(device, key, pcrs, Optional.of(file));
  }
}
