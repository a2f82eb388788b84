package dev.sealkeep.evidence.tpm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A root of this test run that issues certificates of attestation keys. */
final class MadeUpAuthority {
  static final Instant FROM = Instant.parse("2025-01-01T00:00:00Z");
  static final Instant TO = Instant.parse("2027-01-01T00:00:00Z");
  private static final X500Name NAME = new X500Name("CN=Made-up Root");
  private static final KeyPair KEY = MadeUpTpm.rsa(2048);

  private MadeUpAuthority() {}

  static byte[] root(boolean authority) {
    return certificate(NAME, KEY.getPublic(), authority, KeyUsage.keyCertSign | KeyUsage.cRLSign);
  }

  static byte[] leaf(PublicKey key, boolean authority, int usage) {
    return certificate(new X500Name("CN=AK"), key, authority, usage);
  }

  static byte[] leaf(PublicKey key) {
    return leaf(key, false, KeyUsage.digitalSignature);
  }

  /** A certificate of an attestation key that demands what nobody here understands. */
  static byte[] demandingLeaf(PublicKey key) {
    return certificate(
        new X500Name("CN=AK"),
        key,
        false,
        KeyUsage.digitalSignature,
        new Extension(Extension.nameConstraints, true, new byte[] {5, 0}));
  }

  private static byte[] certificate(
      X500Name subject, PublicKey key, boolean authority, int usage, Extension... others) {
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
                  NAME,
                  BigInteger.valueOf(7),
                  Date.from(FROM),
                  Date.from(TO),
                  subject,
                  SubjectPublicKeyInfo.getInstance(key.getEncoded()))
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
              .addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      for (Extension other : others) {
        builder.addExtension(other);
      }
      return builder.build(signer()).getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A revocation list with the serial number that every leaf has. */
  static byte[] revocationList() {
    try {
      return new X509v2CRLBuilder(NAME, Date.from(FROM))
          .setNextUpdate(Date.from(TO))
          .addCRLEntry(BigInteger.valueOf(7), Date.from(FROM), CRLReason.keyCompromise)
          .build(signer())
          .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A revocation list with nothing on it. */
  static byte[] revocationList(Instant from, Instant until) {
    try {
      return new X509v2CRLBuilder(NAME, Date.from(from))
          .setNextUpdate(Date.from(until))
          .build(signer())
          .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ContentSigner signer() {
    try {
      return new JcaContentSignerBuilder("SHA256withRSA").build(KEY.getPrivate());
    } catch (OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] spkiSha256() {
    try {
      return HexFormat.of()
          .parseHex(
              AttestationKey.spkiSha256(
                  new X509CertificateHolder(root(true)).getSubjectPublicKeyInfo()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
