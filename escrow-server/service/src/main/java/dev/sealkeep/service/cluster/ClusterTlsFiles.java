package dev.sealkeep.service.cluster;

import dev.sealkeep.keystore.file.OwnerOnlyFiles;
import dev.sealkeep.service.certificate.CertificateFile;
import dev.sealkeep.service.certificate.IssuedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node needs on the bus. Its certificate serves both ends of a connection: a node dials the
 * others and answers them.
 *
 * @param ca the cluster CA's certificate
 * @param certificate the node's certificate
 * @param key the node's key, mode 0600
 */
public record ClusterTlsFiles(Path ca, Path certificate, Path key) {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterTlsFiles.class);

  /** The files of a directory. */
  public static ClusterTlsFiles in(Path directory) {
    return new ClusterTlsFiles(
        directory.resolve("ca.pem"),
        directory.resolve("node.pem"),
        directory.resolve("node-key.pem"));
  }

  /** The directory that is used in a data directory unless the configuration names another. */
  public static Path directory(Path data) {
    return data.resolve("cluster");
  }

  /**
   * Refuses if any of the files is there.
   *
   * @throws ClusterRefusedException with the file's name
   */
  public void requireNone() {
    Stream.of(ca, certificate, key)
        .filter(Files::exists)
        .findFirst()
        .ifPresent(
            file -> {
              throw new ClusterRefusedException(
                  file + " exists already, and is not overwritten; move it away first");
            });
  }

  /**
   * Has {@code authority} issue them.
   *
   * @param names the node's names and addresses, by which the others dial it
   * @return when the certificate expires
   * @throws ClusterRefusedException if one of them is there already, or cannot be written
   */
  public Instant issue(
      ClusterAuthority authority, List<String> names, SecureRandom random, Instant now) {
    requireNone();
    try {
      IssuedCertificate node =
          authority
              .certificates()
              .issue(
                  "Sealkeep cluster node",
                  names,
                  List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth),
                  random,
                  now);
      OwnerOnlyFiles.createDirectoryOf(key);
      OwnerOnlyFiles.create(key, node.keyPem());
      OwnerOnlyFiles.create(certificate, node.certificatePem());
      OwnerOnlyFiles.create(ca, authority.certificates().own().certificatePem());
      return node.certificate().getNotAfter().toInstant();
    } catch (IOException e) {
      throw new ClusterRefusedException(
          "cannot write the node's cluster certificate: " + e.getMessage(), e);
    }
  }

  /**
   * Checks that a node that calls itself {@code host} can be dialled with them.
   *
   * @throws ClusterRefusedException if not
   */
  void require(String host, Instant now) {
    Stream.of(ca, certificate, key)
        .filter(file -> !Files.isReadable(file))
        .findFirst()
        .ifPresent(
            file -> {
              throw new ClusterRefusedException(
                  file + " cannot be read; 'sealkeep cluster init' or 'join' makes it");
            });
    try {
      X509Certificate node = CertificateFile.read(certificate);
      node.verify(CertificateFile.read(ca).getPublicKey());
      Instant end = node.getNotAfter().toInstant();
      if (now.isAfter(end)) {
        // The other nodes will not accept it, which a node does not need them to.
        LOG.warn("{} expired on {}; have 'sealkeep cluster join' make a new one", certificate, end);
      }
      if (!names(node).anyMatch(name -> same(name, host))) {
        throw new ClusterRefusedException(
            "%s is for %s, and cluster-host is %s: the other nodes would not accept it"
                .formatted(certificate, names(node).toList(), host));
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new ClusterRefusedException(
          "%s is no certificate that %s vouches for".formatted(certificate, ca), e);
    }
  }

  private static Stream<String> names(X509Certificate certificate)
      throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names == null ? Stream.of() : names.stream().map(name -> String.valueOf(name.get(1)));
  }

  /** Addresses may be written in several ways. */
  private static boolean same(String name, String host) {
    if (name.contains(":") && host.contains(":")) {
      try {
        return InetAddress.ofLiteral(name).equals(InetAddress.ofLiteral(host));
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
    return name.toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
  }
}
