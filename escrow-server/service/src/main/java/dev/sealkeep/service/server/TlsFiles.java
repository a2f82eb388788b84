package dev.sealkeep.service.server;

import dev.sealkeep.keystore.file.OwnerOnlyFiles;
import dev.sealkeep.service.certificate.CertificateAuthority;
import dev.sealkeep.service.certificate.IssuedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * A CA of the node's own and the certificate it issued, for an installation that brings none. Both
 * keys are P-256. Guests and tenants pin {@code tls/ca.pem}.
 *
 * @param ca the CA's certificate
 * @param certificate the server's certificate
 * @param key the server's key, mode 0600
 */
record TlsFiles(Path ca, Path certificate, Path key) {
  /** Takes what stands in {@code directory}, or makes it. */
  static TlsFiles ensure(Path directory, List<String> names, SecureRandom random, Instant now)
      throws IOException {
    TlsFiles files =
        new TlsFiles(
            directory.resolve("ca.pem"),
            directory.resolve("server.pem"),
            directory.resolve("server-key.pem"));
    if (Files.exists(files.ca) && Files.exists(files.certificate) && Files.exists(files.key)) {
      return files;
    }
    OwnerOnlyFiles.createDirectoryOf(files.key);
    files.issue(names, random, now);
    return files;
  }

  private void issue(List<String> names, SecureRandom random, Instant now) throws IOException {
    CertificateAuthority authority = CertificateAuthority.make("Sealkeep node CA", random, now);
    IssuedCertificate server =
        authority.issue(
            "Sealkeep node", names, List.of(KeyPurposeId.id_kp_serverAuth), random, now);
    OwnerOnlyFiles.replace(key, server.keyPem());
    OwnerOnlyFiles.replace(certificate, server.certificatePem());
    OwnerOnlyFiles.replace(ca, authority.own().certificatePem());
  }
}
