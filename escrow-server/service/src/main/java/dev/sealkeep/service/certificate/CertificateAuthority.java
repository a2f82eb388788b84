package dev.sealkeep.service.certificate;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
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
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/** A CA that issues certificates to nodes and to nobody below them. */
public final class CertificateAuthority {
  private static final Duration VALIDITY = Duration.ofDays(3_650);
  private static final Duration NODE_VALIDITY = Duration.ofDays(825);

  /** How far a reader's clock may be behind. */
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  private final IssuedCertificate own;

  private CertificateAuthority(IssuedCertificate own) {
    this.own = own;
  }

  /** Makes one with a key of its own. */
  public static CertificateAuthority make(String commonName, SecureRandom random, Instant now)
      throws IOException {
    X500Name name = name(commonName);
    KeyPair keys = keys(random);
    X509v3CertificateBuilder builder =
        builder(name, name, keys, random, now, VALIDITY)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    return new CertificateAuthority(sign(builder, keys.getPrivate(), keys.getPrivate()));
  }

  /**
   * Reads what {@link #own} gave.
   *
   * @throws IOException if that is not a certificate and the key it was signed with
   */
  public static CertificateAuthority read(String certificatePem, String keyPem) throws IOException {
    if (!(read(certificatePem) instanceof X509CertificateHolder certificate)) {
      throw new IOException("the certificate is not one");
    }
    if (!(read(keyPem) instanceof PrivateKeyInfo info)) {
      throw new IOException("the key is not a PKCS#8 private key");
    }
    try {
      PrivateKey key = new JcaPEMKeyConverter().getPrivateKey(info);
      X509CertificateHolder probe =
          builder(
                  certificate.getSubject(),
                  certificate.getSubject(),
                  certificate.getSubjectPublicKeyInfo(),
                  BigInteger.ONE,
                  Instant.EPOCH,
                  Instant.EPOCH)
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key));
      if (!probe.isSignatureValid(new JcaContentVerifierProviderBuilder().build(certificate))) {
        throw new IOException("the key is not the certificate's");
      }
      return new CertificateAuthority(new IssuedCertificate(certificate, key));
    } catch (OperatorCreationException
        | CertException
        | java.security.cert.CertificateException e) {
      throw new IOException("the key is not a P-256 key", e);
    }
  }

  private static Object read(String pem) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      Object content = parser.readObject();
      return content == null ? "" : content;
    }
  }

  /** Its certificate and key. */
  public IssuedCertificate own() {
    return own;
  }

  /**
   * Issues a certificate with a new key.
   *
   * @param names host names and addresses, which become its alternative names
   * @param purposes what it may be used for in TLS
   */
  public IssuedCertificate issue(
      String commonName,
      List<String> names,
      List<KeyPurposeId> purposes,
      SecureRandom random,
      Instant now)
      throws IOException {
    KeyPair keys = keys(random);
    X509v3CertificateBuilder builder =
        builder(own.certificate().getSubject(), name(commonName), keys, random, now, NODE_VALIDITY)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
            .addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)))
            .addExtension(Extension.subjectAlternativeName, false, alternativeNames(names));
    return sign(builder, keys.getPrivate(), own.key());
  }

  private static X500Name name(String commonName) {
    return new X500Name("CN=" + commonName);
  }

  private static KeyPair keys(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot make P-256 keys", e);
    }
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer,
      X500Name subject,
      KeyPair keys,
      SecureRandom random,
      Instant now,
      Duration validity) {
    return builder(
        issuer,
        subject,
        SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()),
        new BigInteger(127, random).setBit(126),
        now.minus(CLOCK_SKEW),
        now.plus(validity));
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer,
      X500Name subject,
      SubjectPublicKeyInfo key,
      BigInteger serial,
      Instant from,
      Instant until) {
    return new X509v3CertificateBuilder(
        issuer, serial, Date.from(from), Date.from(until), subject, key);
  }

  private static IssuedCertificate sign(
      X509v3CertificateBuilder builder, PrivateKey subject, PrivateKey issuer) {
    try {
      return new IssuedCertificate(
          builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer)), subject);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("this JDK cannot make P-256 certificates", e);
    }
  }

  private static GeneralNames alternativeNames(List<String> names) {
    return new GeneralNames(
        names.stream()
            .map(
                name ->
                    name.matches("[0-9.]+") || name.contains(":")
                        ? new GeneralName(GeneralName.iPAddress, name)
                        : new GeneralName(GeneralName.dNSName, name))
            .toArray(GeneralName[]::new));
  }
}
