package dev.sealkeep.evidence.x509;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A made-up authority: a name, a key and a certificate. Each test makes its own. */
public final class TestAuthority {
  /** When made-up certificates begin. */
  public static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

  /** When made-up certificates end. */
  public static final Instant UNTIL = Instant.parse("2036-01-01T00:00:00Z");

  private final X500Name name;
  private final KeyPair keys;
  private final Certificate certificate;

  private TestAuthority(X500Name name, KeyPair keys, Certificate certificate) {
    this.name = name;
    this.keys = keys;
    this.certificate = certificate;
  }

  /** What a certificate says of itself. */
  public record Profile(
      String name, Instant from, Instant until, List<Added> extensions, String algorithm) {
    /** One extension. */
    public record Added(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {}

    /** An authority of any depth. */
    public static Profile authority(String name) {
      return new Profile(
          name,
          FROM,
          UNTIL,
          List.of(
              new Added(Extension.basicConstraints, true, new BasicConstraints(true)),
              new Added(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))),
          "SHA256withECDSA");
    }

    /** A certificate that may not issue. */
    public static Profile leaf(String name) {
      return authority(name)
          .with(List.of(new Added(Extension.basicConstraints, true, new BasicConstraints(false))));
    }

    /** The same with these extensions alone. */
    public Profile with(List<Added> other) {
      return new Profile(name, from, until, other, algorithm);
    }

    /** The same for another time. */
    public Profile valid(Instant first, Instant last) {
      return new Profile(name, first, last, extensions, algorithm);
    }

    /** The same, signed by its issuer under another algorithm of Java's. */
    public Profile signed(String other) {
      return new Profile(name, from, until, extensions, other);
    }
  }

  /** A new key pair on P-256. */
  public static KeyPair keyPair() {
    return keyPair("secp256r1");
  }

  /** A new key pair on a curve. */
  public static KeyPair keyPair(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A root. */
  public static TestAuthority root(String name) {
    return root(Profile.authority(name), keyPair());
  }

  /** A root with a given key. */
  public static TestAuthority root(Profile profile, KeyPair keys) {
    X500Name subject = new X500Name("CN=" + profile.name());
    return new TestAuthority(subject, keys, sign(profile, keys, subject, keys));
  }

  /** An authority or leaf below this one. */
  public TestAuthority issue(Profile profile) {
    return issue(profile, keyPair());
  }

  /** An authority or leaf below this one, with a given key. */
  public TestAuthority issue(Profile profile, KeyPair subjectKeys) {
    X500Name subject = new X500Name("CN=" + profile.name());
    return new TestAuthority(subject, subjectKeys, sign(profile, subjectKeys, name, keys));
  }

  private static Certificate sign(
      Profile profile, KeyPair subject, X500Name issuer, KeyPair issuerKeys) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              BigInteger.valueOf(profile.name().hashCode()).abs().add(BigInteger.ONE),
              Date.from(profile.from()),
              Date.from(profile.until()),
              new X500Name("CN=" + profile.name()),
              subject.getPublic());
      for (Profile.Added added : profile.extensions()) {
        builder.addExtension(added.oid(), added.critical(), added.value());
      }
      X509CertificateHolder holder = builder.build(signer(profile.algorithm(), issuerKeys));
      return Certificate.parse(holder.getEncoded()).orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ContentSigner signer(String algorithm, KeyPair keys) {
    try {
      return new JcaContentSignerBuilder(algorithm).build(keys.getPrivate());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A revocation list of this authority over some certificates, good for 30 days. */
  public RevocationList revoke(Instant issued, List<Certificate> revoked) {
    return revoke(new X509v2CRLBuilder(name, Date.from(issued)), issued, revoked);
  }

  /** The same with a CRL number. */
  public RevocationList revoke(Instant issued, List<Certificate> revoked, long number) {
    return revoke(
        issued, revoked, Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
  }

  /** The same with an extension. */
  public RevocationList revoke(
      Instant issued,
      List<Certificate> revoked,
      ASN1ObjectIdentifier extension,
      boolean critical,
      ASN1Encodable value) {
    X509v2CRLBuilder builder = new X509v2CRLBuilder(name, Date.from(issued));
    try {
      builder.addExtension(extension, critical, value);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return revoke(builder, issued, revoked);
  }

  private RevocationList revoke(
      X509v2CRLBuilder builder, Instant issued, List<Certificate> revoked) {
    builder.setNextUpdate(Date.from(issued.plusSeconds(30L * 86_400)));
    revoked.forEach(c -> builder.addCRLEntry(c.serialNumber(), Date.from(issued), 0));
    try {
      byte[] der = builder.build(signer("SHA256withECDSA", keys)).getEncoded();
      return RevocationList.parse(der).orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The certificate. */
  public Certificate certificate() {
    return certificate;
  }

  /** The key pair. */
  public KeyPair keys() {
    return keys;
  }
}
