package dev.sealkeep.evidence.cca;

import com.upokecenter.cbor.CBORObject;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.cose.CoseAlgorithm;
import dev.sealkeep.evidence.cose.TestCose;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.TestAuthority;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** A made-up platform with one realm, and the tokens that both sign. */
final class TestRealm {
  static final Instant AT = Instant.parse("2026-06-01T00:00:00Z");
  static final byte[] TRANSCRIPT = filled(64, 5);

  final KeyPair platformKey = TestAuthority.keyPair("secp384r1");
  final KeyPair realmKey;
  final CoseAlgorithm realmAlgorithm;

  TestRealm() {
    this(CoseAlgorithm.ES384, "secp384r1");
  }

  TestRealm(CoseAlgorithm realmAlgorithm, String realmCurve) {
    this.realmAlgorithm = realmAlgorithm;
    this.realmKey = TestAuthority.keyPair(realmCurve);
  }

  static byte[] filled(int length, int value) {
    byte[] octets = new byte[length];
    Arrays.fill(octets, (byte) value);
    return octets;
  }

  byte[] point() {
    return SubjectPublicKeyInfo.getInstance(realmKey.getPublic().getEncoded())
        .getPublicKeyData()
        .getOctets();
  }

  /** The key as a COSE_Key. */
  byte[] coseKey() {
    byte[] point = point();
    int size = point.length / 2;
    return CBORObject.NewMap()
        .Add(1, 2)
        .Add(-1, size == 32 ? 1 : size == 48 ? 2 : 3)
        .Add(-2, Arrays.copyOfRange(point, 1, 1 + size))
        .Add(-3, Arrays.copyOfRange(point, 1 + size, 1 + 2 * size))
        .EncodeToBytes();
  }

  CBORObject platform(byte[] realmPublicKey) {
    return CBORObject.NewMap()
        .Add(265, "tag:arm.com,2023:cca_platform#1.0.0")
        .Add(10, Certificate.sha256Digest().digest(realmPublicKey))
        .Add(2396, filled(32, 1))
        .Add(256, filled(33, 1))
        .Add(2401, filled(4, 2))
        .Add(2395, 0x3003)
        .Add(
            2399,
            CBORObject.NewArray()
                .Add(
                    CBORObject.NewMap()
                        .Add(1, "BL")
                        .Add(2, filled(32, 3))
                        .Add(4, "1.0")
                        .Add(5, filled(32, 4))
                        .Add(6, "sha-256")))
        .Add(2400, "https://verifier.example")
        .Add(2402, "sha-256");
  }

  CBORObject realm(byte[] realmPublicKey) {
    CBORObject measurements = CBORObject.NewArray();
    for (int i = 0; i < 4; i++) {
      measurements.Add(filled(32, i));
    }
    return CBORObject.NewMap()
        .Add(10, TRANSCRIPT)
        .Add(44235, filled(64, 6))
        .Add(44236, "sha-256")
        .Add(44237, realmPublicKey)
        .Add(44238, filled(32, 7))
        .Add(44239, measurements)
        .Add(44240, "sha-256");
  }

  byte[] token() {
    return token(p -> {}, r -> {});
  }

  byte[] token(Consumer<CBORObject> platformChange, Consumer<CBORObject> realmChange) {
    CBORObject platform = platform(point());
    CBORObject realm = realm(point());
    platformChange.accept(platform);
    realmChange.accept(realm);
    return collection(platformToken(platform, platformKey), realmToken(realm, realmKey));
  }

  static byte[] platformToken(CBORObject claims, KeyPair key) {
    return TestCose.sign1(CoseAlgorithm.ES384, key.getPrivate(), claims.EncodeToBytes());
  }

  byte[] realmToken(CBORObject claims, KeyPair key) {
    return TestCose.sign1(realmAlgorithm, key.getPrivate(), claims.EncodeToBytes());
  }

  static byte[] collection(byte[] platform, byte[] realm) {
    return CBORObject.NewMap().Add(44234, platform).Add(44241, realm).WithTag(399).EncodeToBytes();
  }

  static byte[] collectionOfRecords(byte[] platform, byte[] realm) {
    return CBORObject.NewMap()
        .Add(44234, CBORObject.NewArray().Add(263).Add(platform))
        .Add(44241, CBORObject.NewArray().Add(263).Add(realm))
        .WithTag(907)
        .EncodeToBytes();
  }

  Collateral collateral() {
    return Collateral.of(List.of(platformKey.getPublic().getEncoded()));
  }

  TrustAnchors anchors() {
    return TrustAnchors.none()
        .withTrusted(
            TrustAnchors.ARM_CCA,
            Certificate.sha256Digest().digest(platformKey.getPublic().getEncoded()));
  }

  CcaVerifier verifier() {
    return new CcaVerifier(anchors(), SignatureChecks.fastest());
  }

  Appraisal verify(byte[] token) {
    return verify(verifier(), token, collateral());
  }

  static Appraisal verify(CcaVerifier verifier, byte[] token, Collateral collateral) {
    return verifier.verify(
        Evidence.of(token),
        new AppraisalContext(collateral, AT, Optional.of(new Binding.Transcript(TRANSCRIPT))));
  }

  static List<String> codes(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> List.of();
      case Appraisal.Rejected rejected -> rejected.reasons().stream().map(Reason::code).toList();
    };
  }
}
