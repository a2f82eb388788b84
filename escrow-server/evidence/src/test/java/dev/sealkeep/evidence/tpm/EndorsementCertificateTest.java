package dev.sealkeep.evidence.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.TestAuthority;
import dev.sealkeep.evidence.x509.TestAuthority.Profile;
import dev.sealkeep.evidence.x509.TestAuthority.Profile.Added;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndorsementCertificateTest {
  private static final Instant AT = TestAuthority.FROM.plusSeconds(60);
  private static final TestAuthority MAKER = TestAuthority.root("TPM Maker");
  private static final TrustAnchors ANCHORS =
      TrustAnchors.none()
          .withTrusted(
              TrustAnchors.TPM2, HexFormat.of().parseHex(MAKER.certificate().spkiSha256()));
  private static final Added NO_AUTHORITY = authority(false);
  private static final Added ENCRYPTS = usage(KeyUsage.keyEncipherment);

  private static Added authority(boolean is) {
    return new Added(Extension.basicConstraints, true, new BasicConstraints(is));
  }

  private static Added usage(int bits) {
    return new Added(Extension.keyUsage, true, new KeyUsage(bits));
  }

  private static Added purpose(String oid) {
    KeyPurposeId purpose = KeyPurposeId.getInstance(new ASN1ObjectIdentifier(oid));
    return new Added(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
  }

  /** The area is the made-up TPM's: whether such a key may decrypt is the challenge's to judge. */
  private static Parsed<EndorsementCertificate> verify(List<Added> extensions) {
    TpmPublic key = ((Parsed.Accepted<TpmPublic>) TpmPublic.parse(new MadeUpTpm().area())).value();
    TestAuthority leaf = MAKER.issue(Profile.leaf("EK").with(extensions), MadeUpTpm.KEY);
    return EndorsementCertificate.verify(
        key,
        Collateral.of(List.of(leaf.certificate().encoded(), MAKER.certificate().encoded())),
        Collateral.none(),
        AT,
        ANCHORS,
        SignatureChecks.fastest());
  }

  static List<List<Added>> ofEndorsementKeys() {
    return List.of(
        List.of(),
        List.of(NO_AUTHORITY),
        List.of(NO_AUTHORITY, ENCRYPTS),
        List.of(NO_AUTHORITY, usage(KeyUsage.keyAgreement)),
        List.of(NO_AUTHORITY, ENCRYPTS, purpose("2.23.133.8.1")));
  }

  @ParameterizedTest
  @MethodSource("ofEndorsementKeys")
  void certificateOfAnEndorsementKeyIsAccepted(List<Added> extensions) {
    assertThat(verify(extensions)).isInstanceOf(Parsed.Accepted.class);
  }

  static List<List<Added>> ofOtherKeys() {
    return List.of(
        List.of(authority(true), ENCRYPTS),
        List.of(authority(true), usage(KeyUsage.keyCertSign)),
        List.of(NO_AUTHORITY, usage(KeyUsage.digitalSignature)),
        List.of(NO_AUTHORITY, ENCRYPTS, purpose("2.23.133.8.3")),
        List.of(NO_AUTHORITY, new Added(Extension.extendedKeyUsage, false, DERNull.INSTANCE)),
        List.of(NO_AUTHORITY, new Added(Extension.nameConstraints, true, DERNull.INSTANCE)));
  }

  @ParameterizedTest
  @MethodSource("ofOtherKeys")
  void certificateOfAnotherKeyIsRefused(List<Added> extensions) {
    assertThat(verify(extensions))
        .isEqualTo(new Parsed.Refused<>(TpmReason.CERTIFICATE_USAGE_INVALID.plain()));
  }
}
