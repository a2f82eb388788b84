package dev.sealkeep.simulator;

import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/** Makes the certificates and CRLs of one product line, all signed with RSASSA-PSS. */
final class CertificateFactory {
  private static final int AUTHORITY_YEARS = 25;
  private static final int SALT_SEED_BYTES = 32;

  private final Product product;
  private final AuthorityKeys keys;
  private final SecretBytes seed;

  CertificateFactory(Product product, AuthorityKeys keys, SecretBytes seed) {
    this.product = product;
    this.keys = keys;
    this.seed = seed;
  }

  byte[] authority(Authority authority, Instant notBefore) {
    Instant notAfter = notBefore.atOffset(ZoneOffset.UTC).plusYears(AUTHORITY_YEARS).toInstant();
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            name(Authority.ARK.commonName(product)),
            authority.serial(product),
            Date.from(notBefore),
            Date.from(notAfter),
            name(authority.commonName(product)),
            publicKey(authority));
    boolean root = authority == Authority.ARK;
    int usage = root ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.keyCertSign;
    try {
      JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          identifiers.createSubjectKeyIdentifier(publicKey(authority)));
      if (!root) {
        builder.addExtension(
            Extension.authorityKeyIdentifier,
            false,
            identifiers.createAuthorityKeyIdentifier(publicKey(Authority.ARK)));
      }
      builder.addExtension(
          Extension.basicConstraints,
          true,
          root ? new BasicConstraints(true) : new BasicConstraints(0));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      return builder.build(signer(Authority.ARK, publicKey(authority).getEncoded())).getEncoded();
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("cannot make the certificate of " + authority, e);
    }
  }

  byte[] endorsement(EndorsementProfile profile, Authority issuer, EndorsementKey key) {
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            name(issuer.commonName(product)),
            profile.serial(),
            Date.from(profile.notBefore()),
            Date.from(profile.notAfter()),
            name(profile.commonName()),
            key.subjectPublicKeyInfo());
    try {
      for (Map.Entry<String, byte[]> extension : profile.extensions().entrySet()) {
        // The content goes in as it is: hwID is no DER value.
        builder.addExtension(
            new Extension(
                new ASN1ObjectIdentifier(extension.getKey()),
                false,
                new DEROctetString(extension.getValue())));
      }
      return builder.build(signer(issuer, key.publicKeyInfo())).getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  byte[] crl(
      Authority issuer, List<BigInteger> revokedSerials, Instant thisUpdate, Instant nextUpdate) {
    X509v2CRLBuilder builder =
        new X509v2CRLBuilder(name(issuer.commonName(product)), Date.from(thisUpdate));
    builder.setNextUpdate(Date.from(nextUpdate));
    for (BigInteger serial : revokedSerials) {
      builder.addCRLEntry(serial, Date.from(thisUpdate), CRLReason.keyCompromise);
    }
    try {
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(publicKey(issuer)));
      BigInteger number = BigInteger.valueOf(thisUpdate.getEpochSecond());
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(number));
      return builder.build(signer(issuer, number.toByteArray())).getEncoded();
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("cannot make a CRL", e);
    }
  }

  private PssSigner signer(Authority issuer, byte[] context) {
    byte[] saltSeed = KeyDerivation.derive(seed, SALT_SEED_BYTES, "pss-salt", context);
    return new PssSigner(keys.of(issuer).getPrivate(), new SeededRandom(saltSeed));
  }

  private SubjectPublicKeyInfo publicKey(Authority authority) {
    return SubjectPublicKeyInfo.getInstance(keys.of(authority).getPublic().getEncoded());
  }

  private static X500Name name(String commonName) {
    return new X500Name("OU=Engineering,O=Sealkeep Simulator,CN=" + commonName);
  }
}
