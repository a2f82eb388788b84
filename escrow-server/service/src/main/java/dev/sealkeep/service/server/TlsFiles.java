package dev.sealkeep.service.server;

import dev.sealkeep.keystore.file.OwnerOnlyFiles;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A CA of the node's own and the certificate it issued, for an installation that brings none. Both
 * keys are P-256. Guests and tenants pin {@code tls/ca.pem}.
 *
 * @param ca the CA's certificate
 * @param certificate the server's certificate
 * @param key the server's key, mode 0600
 */
record TlsFiles(Path ca, Path certificate, Path key) {
  private static final Duration CA_VALIDITY = Duration.ofDays(3_650);
  private static final Duration SERVER_VALIDITY = Duration.ofDays(825);

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
    try {
      files.issue(names, random, now);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("this JDK cannot make P-256 certificates", e);
    }
    return files;
  }

  private void issue(List<String> names, SecureRandom random, Instant now)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    KeyPair authority = generator.generateKeyPair();
    KeyPair server = generator.generateKeyPair();
    Instant from = now.minus(Duration.ofHours(1));
    X500Name issuer = new X500Name("CN=Sealkeep node CA");
    X509CertificateHolder caCertificate =
        sign(
            builder(issuer, issuer, authority, random, from, now.plus(CA_VALIDITY))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)),
            authority.getPrivate());
    X509CertificateHolder serverCertificate =
        sign(
            builder(
                    issuer,
                    new X500Name("CN=Sealkeep node"),
                    server,
                    random,
                    from,
                    now.plus(SERVER_VALIDITY))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(Extension.subjectAlternativeName, false, alternativeNames(names)),
            authority.getPrivate());
    write(key, pem("PRIVATE KEY", server.getPrivate().getEncoded()));
    write(certificate, pem("CERTIFICATE", serverCertificate.getEncoded()));
    write(ca, pem("CERTIFICATE", caCertificate.getEncoded()));
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer,
      X500Name subject,
      KeyPair keys,
      SecureRandom random,
      Instant from,
      Instant until) {
    return new X509v3CertificateBuilder(
        issuer,
        new BigInteger(127, random).setBit(126),
        Date.from(from),
        Date.from(until),
        subject,
        SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
  }

  private static X509CertificateHolder sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws OperatorCreationException {
    return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key));
  }

  private static GeneralNames alternativeNames(List<String> names) throws CertIOException {
    return new GeneralNames(
        names.stream()
            .map(
                name ->
                    name.matches("[0-9.]+") || name.contains(":")
                        ? new GeneralName(GeneralName.iPAddress, name)
                        : new GeneralName(GeneralName.dNSName, name))
            .toArray(GeneralName[]::new));
  }

  private static String pem(String type, byte[] content) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(new PemObject(type, content));
    }
    return text.toString();
  }

  private static void write(Path file, String text) throws IOException {
    OwnerOnlyFiles.replace(file, text.getBytes(StandardCharsets.US_ASCII));
  }
}
