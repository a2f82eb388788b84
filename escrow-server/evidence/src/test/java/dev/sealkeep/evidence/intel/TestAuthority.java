package dev.sealkeep.evidence.intel;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate with its key, made up under Intel's names. */
record TestAuthority(X509CertificateHolder certificate, KeyPair keys) {
  static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant UNTIL = Instant.parse("2030-01-01T00:00:00Z");

  private static final ASN1ObjectIdentifier SGX_EXTENSION =
      new ASN1ObjectIdentifier("1.2.840.113741.1.13.1");

  /** What a certificate says beside its key. */
  record Wish(String name, boolean authority, Instant until, Optional<ASN1Encodable> sgxExtension) {
    static Wish authority(String name) {
      return new Wish(name, true, UNTIL, Optional.empty());
    }

    static Wish leaf(String name) {
      return new Wish(name, false, UNTIL, Optional.empty());
    }

    Wish until(Instant end) {
      return new Wish(name, authority, end, sgxExtension);
    }

    Wish with(ASN1Encodable extension) {
      return new Wish(name, authority, until, Optional.of(extension));
    }
  }

  static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static TestAuthority root() {
    KeyPair keys = newKeys();
    X500Name name = new X500Name("CN=Intel SGX Root CA,O=Test");
    return new TestAuthority(
        certificate(name, keys, Wish.authority("Intel SGX Root CA"), keys, 1), keys);
  }

  TestAuthority issue(Wish wish, long serialNumber) {
    KeyPair subject = newKeys();
    return new TestAuthority(
        certificate(certificate.getSubject(), keys, wish, subject, serialNumber), subject);
  }

  /** Another certificate for the same key. */
  TestAuthority certifyAgain(TestAuthority subject, Wish wish, long serialNumber) {
    return new TestAuthority(
        certificate(certificate.getSubject(), keys, wish, subject.keys(), serialNumber),
        subject.keys());
  }

  private static X509CertificateHolder certificate(
      X500Name issuer, KeyPair issuerKeys, Wish wish, KeyPair subject, long serialNumber) {
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              issuer,
              BigInteger.valueOf(serialNumber),
              Date.from(FROM),
              Date.from(wish.until()),
              new X500Name("CN=" + wish.name() + ",O=Test"),
              SubjectPublicKeyInfo.getInstance(subject.getPublic().getEncoded()));
      builder.addExtension(
          Extension.basicConstraints, true, new BasicConstraints(wish.authority()));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(
              wish.authority()
                  ? KeyUsage.keyCertSign | KeyUsage.cRLSign
                  : KeyUsage.digitalSignature));
      if (wish.sgxExtension().isPresent()) {
        builder.addExtension(SGX_EXTENSION, false, wish.sgxExtension().get());
      }
      return builder.build(signer(issuerKeys));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ContentSigner signer(KeyPair keys) {
    try {
      return new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
    } catch (OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  byte[] revocationList(Instant from, Instant until, long... serialNumbers) {
    try {
      X509v2CRLBuilder builder = new X509v2CRLBuilder(certificate.getSubject(), Date.from(from));
      builder.setNextUpdate(Date.from(until));
      for (long serialNumber : serialNumbers) {
        builder.addCRLEntry(BigInteger.valueOf(serialNumber), Date.from(from), 0);
      }
      return builder.build(signer(keys)).getEncoded();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  byte[] der() {
    try {
      return certificate.getEncoded();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** r ‖ s over some bytes, 64 bytes. */
  static byte[] sign(KeyPair keys, byte[]... parts) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(keys.getPrivate());
      for (byte[] part : parts) {
        signature.update(part);
      }
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** x ‖ y of a key, 64 bytes. */
  static byte[] coordinates(KeyPair keys) {
    byte[] spki = keys.getPublic().getEncoded();
    byte[] coordinates = new byte[64];
    System.arraycopy(spki, spki.length - 64, coordinates, 0, 64);
    return coordinates;
  }
}
