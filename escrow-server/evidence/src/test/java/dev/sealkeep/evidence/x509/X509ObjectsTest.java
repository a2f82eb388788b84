package dev.sealkeep.evidence.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.Random;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class X509ObjectsTest {
  private static final Date FROM = Date.from(Instant.parse("2026-01-01T00:00:00Z"));
  private static final Date TO = Date.from(Instant.parse("2027-01-01T00:00:00Z"));
  private static final KeyPair KEY = keyPair();

  private static KeyPair keyPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static ContentSigner signer() throws Exception {
    return new JcaContentSignerBuilder("Ed25519").build(KEY.getPrivate());
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder().addRDN(BCStyle.CN, new DERUTF8String(commonName)).build();
  }

  private static byte[] certificate(String issuer, String subject) throws Exception {
    return new X509v3CertificateBuilder(
            name(issuer),
            BigInteger.ONE,
            FROM,
            TO,
            name(subject),
            SubjectPublicKeyInfo.getInstance(KEY.getPublic().getEncoded()))
        .build(signer())
        .getEncoded();
  }

  private static Certificate parsed(byte[] der) {
    return Certificate.parse(der).orElseThrow();
  }

  private static byte[] crl(String issuer) throws Exception {
    X509v2CRLBuilder builder = new X509v2CRLBuilder(name(issuer), FROM);
    builder.addCRLEntry(BigInteger.ONE, FROM, 1);
    X509CRLHolder holder = builder.build(signer());
    return holder.getEncoded();
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
  }

  @Test
  void nameThatCannotBeNormalisedEqualsOnlyItself() throws Exception {
    Certificate hostile = parsed(certificate("#zz", "#yy"));
    assertThat(hostile.names(hostile)).isFalse();
    assertThat(parsed(certificate("#yy", "leaf")).names(hostile)).isTrue();
    assertThat(parsed(certificate("plain", "leaf")).names(hostile)).isFalse();
    RevocationList list = RevocationList.parse(crl("#yy")).orElseThrow();
    assertThat(list.names(hostile)).isTrue();
    assertThat(list.lists(hostile)).isFalse();
    assertThat(list.lists(parsed(certificate("#yy", "leaf")))).isTrue();
  }

  @Test
  void pemBlocksAreFoundAmongOtherText() throws Exception {
    String text =
        "before\n"
            + pem("CERTIFICATE", certificate("a", "b"))
            + pem("PRIVATE KEY", new byte[] {1})
            + "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n"
            + pem("X509 CRL", crl("a"))
            + "-----BEGIN CERTIFICATE-----\nno end";
    assertThat(X509Objects.recognise(text.getBytes(StandardCharsets.US_ASCII)))
        .hasExactlyElementsOfTypes(Certificate.class, RevocationList.class);
  }

  @Test
  void derIsReadWholeOrNotAtAll() throws Exception {
    byte[] der = certificate("a", "b");
    assertThat(X509Objects.recognise(der)).hasSize(1);
    assertThat(X509Objects.recognise(Arrays.copyOf(der, der.length + 1))).isEmpty();
    for (int length = 0; length < der.length; length++) {
      assertThat(X509Objects.recognise(Arrays.copyOf(der, length))).isEmpty();
    }
  }

  @Test
  void changedBytesNeverThrow() throws Exception {
    Random random = new Random(7);
    byte[][] objects = {certificate("a", "b"), crl("a")};
    int recognised = 0;
    for (int round = 0; round < 4000; round++) {
      byte[] changed = objects[round % 2].clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      recognised += X509Objects.recognise(changed).size();
    }
    assertThat(recognised).isBetween(1, 3999);
  }

  @Test
  void deeplyNestedValuesAreRefused() {
    byte[] nested = new byte[Certificate.MAX_BYTES];
    for (int i = 0; i + 4 <= nested.length; i += 4) {
      int rest = nested.length - i - 4;
      nested[i] = 0x30;
      nested[i + 1] = (byte) 0x82;
      nested[i + 2] = (byte) (rest >> 8);
      nested[i + 3] = (byte) rest;
    }
    assertThat(X509Objects.recognise(nested)).isEmpty();
  }
}
