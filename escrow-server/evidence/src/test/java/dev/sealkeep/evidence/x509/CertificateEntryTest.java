package dev.sealkeep.evidence.x509;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.x509.TestAuthority.Profile;
import dev.sealkeep.policy.claim.ClaimValue;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class CertificateEntryTest {
  private static final KeyPair KEYS = TestAuthority.keyPair();

  private static Certificate certificate(String subject, BigInteger serial) {
    try {
      return Certificate.parse(
              new JcaX509v3CertificateBuilder(
                      new X500Name("C=US,O=Vendor,CN=Authority"),
                      serial,
                      Date.from(TestAuthority.FROM),
                      Date.from(TestAuthority.UNTIL),
                      new X500Name(subject),
                      KEYS.getPublic())
                  .build(new JcaContentSignerBuilder("SHA256withECDSA").build(KEYS.getPrivate()))
                  .getEncoded())
          .orElseThrow();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<ClaimValue> serial(BigInteger serial) {
    return Optional.ofNullable(certificate("CN=x", serial).claimEntry().get("serial"));
  }

  @Test
  void entrySaysWhatTheCertificateDoes() {
    Certificate certificate =
        certificate("C=US,O=Maker\\, Inc.,SERIALNUMBER=7,CN=Leaf", BigInteger.valueOf(300));
    assertThat(certificate.claimEntry())
        .containsOnlyKeys(
            "subject", "issuer", "serial", "not_before", "not_after", "sha256", "public_key_sha256")
        .containsEntry(
            "subject", new ClaimValue.Text("CN=Leaf,SERIALNUMBER=7,O=Maker\\, Inc.,C=US"))
        .containsEntry("issuer", new ClaimValue.Text("CN=Authority,O=Vendor,C=US"))
        .containsEntry("serial", ClaimValue.Bytes.ofHex("012c"))
        .containsEntry("not_before", new ClaimValue.Time(TestAuthority.FROM))
        .containsEntry("not_after", new ClaimValue.Time(TestAuthority.UNTIL))
        .containsEntry("sha256", ClaimValue.Bytes.ofHex(certificate.sha256()))
        .containsEntry("public_key_sha256", ClaimValue.Bytes.ofHex(certificate.spkiSha256()));
  }

  @Test
  void entryIsMadeOnce() {
    Certificate certificate = TestAuthority.root(Profile.authority("Root"), KEYS).certificate();
    Map<String, ClaimValue> first = certificate.claimEntry();
    assertThat(certificate.claimEntry()).isSameAs(first);
    assertThat(new ClaimValue.Entries(List.of(first)).entries().getFirst())
        .as("nor is it copied into a claim")
        .isSameAs(first);
  }

  /** A name of 64 characters a unit. */
  private static String units(int count) {
    return "x" + (",OU=" + "u".repeat(60)).repeat(count);
  }

  @Test
  void nameThatDoesNotShowAsWhatItIsIsLeftOut() {
    for (String name : new String[] {"be\u0007ll", "\u202Egnihton", units(17)}) {
      assertThat(certificate("CN=" + name, BigInteger.ONE).claimEntry())
          .as(name)
          .doesNotContainKey("subject")
          .containsKey("issuer");
    }
    assertThat(certificate("CN=" + units(15), BigInteger.ONE).claimEntry()).containsKey("subject");
  }

  @Test
  void serialNumberHasOneToTwentyBytes() {
    BigInteger longest = BigInteger.ONE.shiftLeft(160).subtract(BigInteger.ONE);
    assertThat(serial(BigInteger.ZERO)).contains(ClaimValue.Bytes.ofHex("00"));
    assertThat(serial(BigInteger.valueOf(0x80))).contains(ClaimValue.Bytes.ofHex("80"));
    assertThat(serial(longest)).contains(ClaimValue.Bytes.ofHex("ff".repeat(20)));
    assertThat(serial(longest.add(BigInteger.ONE))).isEmpty();
    assertThat(serial(BigInteger.ONE.negate())).isEmpty();
  }
}
