package dev.sealkeep.service.cluster;

import dev.sealkeep.keystore.file.OwnerOnlyFiles;
import dev.sealkeep.service.certificate.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * The cluster CA in its directory: {@code cluster-ca.pem} and {@code cluster-ca-key.pem}, mode
 * 0600. Its key makes members of the bus, and no node needs it to run: keep it offline.
 */
public final class ClusterAuthority {
  private static final String CERTIFICATE = "cluster-ca.pem";
  private static final String KEY = "cluster-ca-key.pem";

  private final CertificateAuthority authority;

  private ClusterAuthority(CertificateAuthority authority) {
    this.authority = authority;
  }

  /**
   * Makes one, with a directory for it where there is none.
   *
   * @throws ClusterRefusedException if there is one already, or it cannot be written
   */
  public static ClusterAuthority create(Path directory, SecureRandom random, Instant now) {
    Path certificate = directory.resolve(CERTIFICATE);
    Path key = directory.resolve(KEY);
    if (Files.exists(certificate) || Files.exists(key)) {
      throw new ClusterRefusedException(
          directory
              + " holds a cluster CA already; have it make a further node's certificate with"
              + " 'cluster join'");
    }
    try {
      CertificateAuthority made = CertificateAuthority.make("Sealkeep cluster CA", random, now);
      OwnerOnlyFiles.createDirectoryOf(key);
      OwnerOnlyFiles.create(key, made.own().keyPem());
      OwnerOnlyFiles.create(certificate, made.own().certificatePem());
      return new ClusterAuthority(made);
    } catch (IOException e) {
      throw new ClusterRefusedException("cannot write the cluster CA: " + e.getMessage(), e);
    }
  }

  /**
   * Opens one that was made.
   *
   * @throws ClusterRefusedException if there is none, or it cannot be read
   */
  public static ClusterAuthority open(Path directory) {
    Path certificate = directory.resolve(CERTIFICATE);
    Path key = directory.resolve(KEY);
    if (!Files.exists(certificate) || !Files.exists(key)) {
      throw new ClusterRefusedException(
          "there is no cluster CA in %s: it needs %s and %s, as 'cluster init' makes them"
              .formatted(directory, CERTIFICATE, KEY));
    }
    try {
      return new ClusterAuthority(
          CertificateAuthority.read(Files.readString(certificate), Files.readString(key)));
    } catch (IOException e) {
      throw new ClusterRefusedException(
          "cannot read the cluster CA in %s: %s".formatted(directory, e.getMessage()), e);
    }
  }

  CertificateAuthority certificates() {
    return authority;
  }
}
