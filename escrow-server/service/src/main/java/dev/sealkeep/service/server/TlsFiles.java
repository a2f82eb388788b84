package dev.sealkeep.service.server;

import dev.sealkeep.keystore.file.OwnerOnlyFiles;
import dev.sealkeep.service.certificate.CertificateAuthority;
import dev.sealkeep.service.certificate.CertificateFile;
import dev.sealkeep.service.certificate.IssuedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A CA of the node's own and the certificate it issued, for an installation that brings none. Both
 * keys are P-256. Guests and tenants pin {@code tls/ca.pem}; so the CA's key stays beside it, and a
 * start in the last third of the certificate's life issues another.
 *
 * @param ca the CA's certificate
 * @param certificate the server's certificate
 * @param key the server's key, mode 0600
 */
record TlsFiles(Path ca, Path certificate, Path key) {
  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
  private static final int RENEWED_SHARE = 3;

  /** Takes what stands in {@code directory}, or makes it. */
  static TlsFiles ensure(Path directory, List<String> names, SecureRandom random, Instant now)
      throws IOException {
    TlsFiles files =
        new TlsFiles(
            directory.resolve("ca.pem"),
            directory.resolve("server.pem"),
            directory.resolve("server-key.pem"));
    if (Files.exists(files.ca) && Files.exists(files.certificate) && Files.exists(files.key)) {
      files.renew(names, random, now);
      return files;
    }
    OwnerOnlyFiles.createDirectoryOf(files.key);
    files.issue(files.authority(random, now), names, random, now);
    return files;
  }

  /** The one that is there, though a start that issued by it may have been killed, or a new one. */
  private CertificateAuthority authority(SecureRandom random, Instant now) throws IOException {
    if (Files.exists(ca) && Files.exists(authorityKey())) {
      return CertificateAuthority.read(Files.readString(ca), Files.readString(authorityKey()));
    }
    CertificateAuthority made = CertificateAuthority.make("Sealkeep node CA", random, now);
    OwnerOnlyFiles.replace(authorityKey(), made.own().keyPem());
    OwnerOnlyFiles.replace(ca, made.own().certificatePem());
    return made;
  }

  private Path authorityKey() {
    return ca.resolveSibling("ca-key.pem");
  }

  /** The certificate that is served. */
  X509Certificate served() throws IOException {
    return CertificateFile.read(certificate);
  }

  private void renew(List<String> names, SecureRandom random, Instant now) throws IOException {
    X509Certificate served = served();
    Instant end = served.getNotAfter().toInstant();
    Duration life = Duration.between(served.getNotBefore().toInstant(), end);
    if (now.isBefore(end.minus(life.dividedBy(RENEWED_SHARE)))) {
      return;
    }
    if (!Files.exists(authorityKey())) {
      LOG.warn(
          "the certificate in {} ends at {} and cannot be renewed: {} is not there. Set"
              + " tls-certificate before then, or remove the folder for a new CA, which every guest"
              + " has to be told of",
          certificate,
          end,
          authorityKey());
      return;
    }
    // A certificate without its key would end every start; without either, the next one issues.
    Files.delete(certificate);
    issue(authority(random, now), names, random, now);
    LOG.info("renewed the certificate in {}, which would have ended at {}", certificate, end);
  }

  private void issue(
      CertificateAuthority authority, List<String> names, SecureRandom random, Instant now)
      throws IOException {
    IssuedCertificate server =
        authority.issue(
            "Sealkeep node", names, List.of(KeyPurposeId.id_kp_serverAuth), random, now);
    OwnerOnlyFiles.replace(key, server.keyPem());
    OwnerOnlyFiles.replace(certificate, server.certificatePem());
  }
}
