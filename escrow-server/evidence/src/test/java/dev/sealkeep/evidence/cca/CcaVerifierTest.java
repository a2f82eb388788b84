package dev.sealkeep.evidence.cca;

import static dev.sealkeep.evidence.EndorsedClaims.assertUnendorsed;
import static dev.sealkeep.evidence.cca.TestRealm.codes;
import static dev.sealkeep.evidence.cca.TestRealm.filled;
import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.EvidenceVerifier.Role;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.cose.CoseAlgorithm;
import dev.sealkeep.evidence.cose.TestCose;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.TestAuthority;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CcaVerifierTest {
  private static final TestRealm REALM = new TestRealm();

  private static ClaimSet claims(Appraisal appraisal) {
    assertThat(codes(appraisal)).isEmpty();
    return ((Appraisal.Verified) appraisal).claims();
  }

  @Test
  void goodTokenIsVerifiedWithTheClaimsOfTheSchema() {
    Appraisal appraisal =
        REALM.verify(REALM.token(p -> {}, r -> r.Add(265, "tag:arm.com,2023:realm#1.0.0")));
    assertUnendorsed(appraisal, TestRealm.AT);
    ClaimSet claims = claims(appraisal);
    ClaimSchema schema = ClaimSchemas.forTechnology(claims.technology()).orElseThrow();
    assertThat(claims.claims())
        .allSatisfy(
            (name, value) ->
                assertThat(schema.claim(name).map(Claim::type))
                    .as(name)
                    .hasValueSatisfying(type -> assertThat(type.admits(value)).isTrue()));
    assertThat(claims.claims().keySet())
        .containsAll(
            schema.names().stream()
                .filter(n -> !n.matches("platform\\.sw([1-9]|1\\d)_.*|certificates"))
                .toList());
    assertThat(claims.claims())
        .containsEntry("platform.lifecycle_state", new ClaimValue.Symbol("secured"))
        .containsEntry("realm.rem3", ClaimValue.Bytes.of(filled(32, 3)))
        .containsEntry("platform.sw0_type", new ClaimValue.Text("BL"));
  }

  @ParameterizedTest
  @CsvSource({"ES256, secp256r1", "ES384, secp384r1", "ES512, secp521r1"})
  void everyAlgorithmIsVerifiedWithPointOrCoseKey(CoseAlgorithm algorithm, String curve) {
    TestRealm realm = new TestRealm(algorithm, curve);
    for (byte[] key : new byte[][] {realm.point(), realm.coseKey()}) {
      byte[] platform = TestRealm.platformToken(realm.platform(key), realm.platformKey);
      byte[] token =
          TestRealm.collection(platform, realm.realmToken(realm.realm(key), realm.realmKey));
      assertThat(codes(realm.verify(token))).isEmpty();
    }
  }

  @Test
  void collectionOfRecordsIsRead() {
    byte[] platform = TestRealm.platformToken(REALM.platform(REALM.point()), REALM.platformKey);
    byte[] realm = REALM.realmToken(REALM.realm(REALM.point()), REALM.realmKey);
    byte[] token = TestRealm.collectionOfRecords(platform, realm);
    assertThat(REALM.verifier().role(token)).isEqualTo(Role.EVIDENCE);
    assertThat(codes(REALM.verify(token))).isEmpty();
    byte[] other =
        CBORObject.NewMap()
            .Add(44234, CBORObject.NewArray().Add(264).Add(platform))
            .Add(44241, CBORObject.NewArray().Add(263).Add(realm))
            .WithTag(907)
            .EncodeToBytes();
    assertThat(codes(REALM.verify(other))).containsExactly("cca.token.malformed");
  }

  @Test
  void keyThatIsNotPinnedShowsWhatVerifies() {
    CcaVerifier strange = new CcaVerifier(TrustAnchors.vendors(), SignatureChecks.fastest());
    Appraisal appraisal = TestRealm.verify(strange, REALM.token(), REALM.collateral());
    assertThat(codes(appraisal)).containsExactly("cca.platform_key.untrusted");
    assertThat(appraisal.fields())
        .containsEntry("platform_signature", true)
        .containsEntry("realm_signature", true)
        .containsEntry("binding", true);
  }

  @Test
  void withoutCandidatesTheKeyIsMissing() {
    assertThat(codes(TestRealm.verify(REALM.verifier(), REALM.token(), Collateral.none())))
        .containsExactly("cca.platform_key.missing");
  }

  @Test
  void pinnedKeyIsFoundAmongMany() {
    Collateral.Builder many = new Collateral.Builder();
    for (int i = 0; i < 20; i++) {
      many.add(TestAuthority.keyPair("secp384r1").getPublic().getEncoded());
    }
    many.addAll(REALM.collateral());
    assertThat(codes(TestRealm.verify(REALM.verifier(), REALM.token(), many.build()))).isEmpty();
  }

  @Test
  void everyPinnedKeyIsTried() {
    TrustAnchors anchors = TrustAnchors.none();
    Collateral.Builder many = new Collateral.Builder();
    for (int i = 0; i < 20; i++) {
      byte[] key = TestAuthority.keyPair("secp384r1").getPublic().getEncoded();
      many.add(key);
      anchors = pinned(anchors, key);
    }
    many.addAll(REALM.collateral());
    CcaVerifier verifier =
        new CcaVerifier(
            pinned(anchors, REALM.platformKey.getPublic().getEncoded()), SignatureChecks.fastest());
    assertThat(codes(TestRealm.verify(verifier, REALM.token(), many.build()))).isEmpty();
  }

  private static TrustAnchors pinned(TrustAnchors anchors, byte[] key) {
    return anchors.withTrusted(TrustAnchors.ARM_CCA, Certificate.sha256Digest().digest(key));
  }

  /** Evidence that one check alone refuses. */
  static Stream<Arguments> refusals() {
    byte[] platform = TestRealm.platformToken(REALM.platform(REALM.point()), REALM.platformKey);
    byte[] realm = REALM.realmToken(REALM.realm(REALM.point()), REALM.realmKey);
    TestRealm other = new TestRealm();
    byte[] strangePlatform =
        TestRealm.platformToken(REALM.platform(REALM.point()), other.platformKey);
    byte[] strangeRealm = REALM.realmToken(REALM.realm(REALM.point()), other.realmKey);
    byte[] otherRealm = other.realmToken(other.realm(other.point()), other.realmKey);
    CBORObject edDsa = CBORObject.NewMap().Add(1, -8);
    byte[] unsupported =
        TestCose.sign1(
            edDsa,
            CoseAlgorithm.ES384,
            REALM.platformKey.getPrivate(),
            REALM.platform(REALM.point()).EncodeToBytes());
    byte[] unsupportedRealm =
        TestCose.sign1(
            edDsa,
            CoseAlgorithm.ES384,
            REALM.realmKey.getPrivate(),
            REALM.realm(REALM.point()).EncodeToBytes());
    return Stream.of(
        Arguments.of(
            "cca.platform_signature.invalid", TestRealm.collection(strangePlatform, realm)),
        Arguments.of("cca.realm_signature.invalid", TestRealm.collection(platform, strangeRealm)),
        Arguments.of("cca.realm_key.unbound", TestRealm.collection(platform, otherRealm)),
        Arguments.of(
            "cca.platform.algorithm_unsupported", TestRealm.collection(unsupported, realm)),
        Arguments.of(
            "cca.realm.algorithm_unsupported", TestRealm.collection(platform, unsupportedRealm)),
        Arguments.of("cca.challenge.mismatch", REALM.token(p -> {}, r -> r.Set(10, filled(64, 4)))),
        Arguments.of(
            "cca.platform.profile_unsupported",
            REALM.token(p -> p.Set(265, "tag:arm.com,2023:cca_platform#2.0.0"), r -> {})),
        Arguments.of(
            "cca.realm.profile_unsupported",
            REALM.token(p -> {}, r -> r.Set(265, "tag:arm.com,2023:realm#2.0.0"))),
        Arguments.of("cca.token.malformed", TestRealm.collection(platform, new byte[0])),
        Arguments.of("cca.token.malformed", TestRealm.collection(new byte[] {1}, realm)),
        Arguments.of("cca.token.too_large", new byte[CcaToken.MAX_BYTES + 1]),
        platform(p -> p.Remove(CBORObject.FromObject(265))),
        platform(p -> p.Set(265, "a\nb")),
        platform(p -> p.Set(10, filled(31, 1))),
        platform(p -> p.Set(2396, filled(33, 1))),
        platform(p -> p.Set(256, filled(32, 1))),
        platform(p -> p.Set(2401, filled(1025, 1))),
        platform(p -> p.Set(2395, 0x10000)),
        platform(p -> p.Set(2395, -1)),
        platform(p -> p.Set(2399, CBORObject.NewArray())),
        platform(p -> p.get(2399).Add(1)),
        platform(p -> p.get(2399).get(0).Set(2, filled(1, 1))),
        platform(p -> p.get(2399).get(0).Set(5, "text")),
        platform(p -> p.get(2399).get(0).Set(1, 1)),
        platform(p -> p.Set(2400, 1)),
        platform(p -> p.Set(2402, 1)),
        realm(r -> r.Set(10, filled(63, 5))),
        realm(r -> r.Set(44235, filled(65, 5))),
        realm(r -> r.Set(44236, 1)),
        realm(r -> r.Set(44238, filled(33, 5))),
        realm(r -> r.get(44239).RemoveAt(0)),
        realm(r -> r.get(44239).Set(0, CBORObject.FromObject(filled(31, 5)))),
        realm(r -> r.Set(44240, "sha-1")));
  }

  private static Arguments platform(Consumer<CBORObject> change) {
    return Arguments.of("cca.platform.malformed", REALM.token(change, r -> {}));
  }

  private static Arguments realm(Consumer<CBORObject> change) {
    return Arguments.of("cca.realm.malformed", REALM.token(p -> {}, change));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void eachCheckRefusesWhatNoOtherRefuses(String code, byte[] token) {
    assertThat(codes(REALM.verify(token))).containsExactly(code);
  }

  @Test
  void platformNamesTheKeyByItsDigestAlone() {
    byte[] zero = new byte[32];
    assertThat(codes(REALM.verify(REALM.token(p -> p.Set(10, zero), r -> {}))))
        .containsExactly("cca.realm_key.unbound");
    byte[] key = filled(97, 4);
    byte[] digest = Certificate.sha256Digest().digest(key);
    assertThat(codes(REALM.verify(REALM.token(p -> p.Set(10, digest), r -> r.Set(44237, key)))))
        .containsExactly("cca.realm_key.malformed", "cca.realm_signature.invalid");
  }

  @ParameterizedTest
  @CsvSource({
    "0x0000, unknown",
    "0x10ff, assembly_and_test",
    "0x2000, cca_platform_rot_provisioning",
    "0x30ff, secured",
    "0x4000, non_cca_platform_rot_debug",
    "0x5000, recoverable_cca_platform_rot_debug",
    "0x6000, decommissioned",
    "0x3100,",
  })
  void lifecycleIsAClaim(String number, String state) {
    ClaimSet claims =
        claims(REALM.verify(REALM.token(p -> p.Set(2395, Integer.decode(number)), r -> {})));
    assertThat(claims.get("platform.lifecycle_state").map(ClaimValue::display).orElse(null))
        .isEqualTo(state);
  }

  @Test
  void everyFlippedBitIsRejected() {
    byte[] token = REALM.token();
    CcaVerifier verifier = REALM.verifier();
    Collateral collateral = REALM.collateral();
    for (int bit = 0; bit < 8 * token.length; bit++) {
      byte[] flipped = token.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(codes(TestRealm.verify(verifier, flipped, collateral)))
          .as("bit " + bit)
          .containsAnyOf(
              "cca.platform_signature.invalid",
              "cca.realm_signature.invalid",
              "cca.platform.algorithm_unsupported",
              "cca.realm.algorithm_unsupported",
              "cca.token.malformed");
    }
  }

  @Test
  void everyPrefixIsRejected() {
    byte[] token = REALM.token();
    for (int length = 0; length < token.length; length++) {
      assertThat(codes(REALM.verify(Arrays.copyOf(token, length))))
          .containsExactly("cca.token.malformed");
    }
  }
}
