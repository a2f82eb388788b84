package dev.sealkeep.evidence.nitro;

import static dev.sealkeep.evidence.EndorsedClaims.assertEndorsed;
import static dev.sealkeep.evidence.nitro.TestModule.AT;
import static dev.sealkeep.evidence.nitro.TestModule.TRANSCRIPT;
import static dev.sealkeep.evidence.nitro.TestModule.codes;
import static dev.sealkeep.evidence.nitro.TestModule.filled;
import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier.Role;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.cose.CoseAlgorithm;
import dev.sealkeep.evidence.cose.TestCose;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.TestAuthority;
import dev.sealkeep.evidence.x509.TestAuthority.Profile;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NitroVerifierTest {
  private static final TestModule MODULE = TestModule.create();

  private static ClaimSet claims(Appraisal appraisal) {
    assertThat(codes(appraisal)).isEmpty();
    return ((Appraisal.Verified) appraisal).claims();
  }

  @Test
  void goodDocumentIsVerifiedWithTheClaimsOfTheSchema() {
    ClaimSet claims =
        claims(MODULE.verify(MODULE.document(p -> p.Set("public_key", filled(1024, 1)))));
    ClaimSchema schema = ClaimSchemas.forTechnology(claims.technology()).orElseThrow();
    assertThat(claims.claims())
        .allSatisfy(
            (name, value) ->
                assertThat(schema.claim(name).map(Claim::type))
                    .as(name)
                    .hasValueSatisfying(type -> assertThat(type.admits(value)).isTrue()));
    assertThat(claims.claims())
        .containsKeys("module_id", "digest", "timestamp", "pcr0", "pcr15", "public_key", "nonce")
        .containsEntry("debug", new ClaimValue.Bool(false))
        .containsEntry("user_data", ClaimValue.Bytes.of(TRANSCRIPT))
        .containsEntry("crl.present", new ClaimValue.Bool(false))
        .doesNotContainKeys("pcr16", "collateral.age");
  }

  @Test
  void certificatesAreListedFromTheModulesToTheRoot() {
    assertThat(assertEndorsed(MODULE.verify(MODULE.document()), TestModule.AT))
        .hasSizeGreaterThan(1);
  }

  @Test
  void taggedMessageIsRead() {
    byte[] untagged = MODULE.document();
    byte[] tagged = new byte[untagged.length + 1];
    tagged[0] = (byte) 0xd2;
    System.arraycopy(untagged, 0, tagged, 1, untagged.length);
    assertThat(codes(MODULE.verify(tagged))).isEmpty();
    assertThat(MODULE.verifier().role(tagged)).isEqualTo(Role.EVIDENCE);
    assertThat(MODULE.verifier().role(untagged)).isEqualTo(Role.EVIDENCE);
    assertThat(MODULE.verifier().role(new byte[] {(byte) 0xd2})).isEqualTo(Role.NONE);
  }

  @Test
  void zeroImageRegistersMeanDebugMode() {
    Consumer<CBORObject> zero =
        p -> List.of(0, 1, 2).forEach(n -> p.get("pcrs").Set(n, new byte[48]));
    assertThat(claims(MODULE.verify(MODULE.document(zero))).get("debug"))
        .contains(new ClaimValue.Bool(true));
    Consumer<CBORObject> absent = p -> p.get("pcrs").Remove(CBORObject.FromObject(1));
    assertThat(claims(MODULE.verify(MODULE.document(absent))).get("debug")).isEmpty();
  }

  @Test
  void registerOfAnotherSizeIsNoClaim() {
    Consumer<CBORObject> shorter = p -> p.get("pcrs").Set(5, filled(32, 1));
    assertThat(claims(MODULE.verify(MODULE.document(shorter))).get("pcr5")).isEmpty();
  }

  @Test
  void transcriptCountsInUserDataAloneAndExactBytesInEither() {
    Consumer<CBORObject> elsewhere =
        p -> p.Set("user_data", CBORObject.Null).Set("nonce", TRANSCRIPT);
    byte[] document = MODULE.document(elsewhere);
    assertThat(codes(MODULE.verify(document))).containsExactly("nitro.user_data.mismatch");
    assertThat(codes(verifyExact(document, TRANSCRIPT))).isEmpty();
    assertThat(codes(verifyExact(MODULE.document(), filled(32, 9)))).isEmpty();
    assertThat(codes(verifyExact(MODULE.document(), filled(32, 8))))
        .containsExactly("nitro.user_data.mismatch");
    assertThat(codes(MODULE.verify(MODULE.document(p -> p.Set("user_data", filled(65, 5))))))
        .containsExactly("nitro.user_data.mismatch");
  }

  private static Appraisal verifyExact(byte[] document, byte[] expected) {
    return MODULE
        .verifier()
        .verify(
            Evidence.of(document),
            new AppraisalContext(Collateral.none(), AT, Optional.of(new Binding.Exact(expected))));
  }

  /** Evidence that one check alone refuses. */
  static Stream<Arguments> refusals() {
    TestModule authority =
        TestModule.of(Profile.authority("zone"), Profile.authority("e"), "secp384r1");
    TestModule curve = TestModule.of(Profile.authority("zone"), Profile.leaf("e"), "secp256r1");
    TestModule powerless = TestModule.of(Profile.leaf("zone"), Profile.leaf("e"), "secp384r1");
    TestAuthority twin = TestAuthority.root("root").issue(Profile.authority("zone"));
    Consumer<CBORObject> none = p -> {};
    return Stream.of(
        refusal(
            "nitro.signature.invalid",
            MODULE,
            MODULE.document(none, TestAuthority.keyPair("secp384r1"))),
        refusal(
            "nitro.user_data.mismatch",
            MODULE,
            MODULE.document(p -> p.Set("user_data", filled(64, 6)))),
        refusal(
            "nitro.timestamp.outside_validity",
            MODULE,
            MODULE.document(p -> p.Set("timestamp", TestAuthority.FROM.toEpochMilli() - 1))),
        refusal(
            "nitro.timestamp.outside_validity",
            MODULE,
            MODULE.document(p -> p.Set("timestamp", TestAuthority.UNTIL.toEpochMilli() + 1000))),
        refusal("nitro.certificate.not_for_signing", authority, authority.document()),
        refusal(
            "nitro.document.algorithm_unsupported",
            curve,
            TestCose.sign1(
                CoseAlgorithm.ES256,
                curve.leaf.keys().getPrivate(),
                curve.payload().EncodeToBytes())),
        refusal("nitro.chain.issuer_invalid", powerless, powerless.document()),
        refusal(
            "nitro.chain.incomplete", MODULE, MODULE.document(p -> p.get("cabundle").RemoveAt(1))),
        refusal(
            "nitro.chain.signature_invalid",
            MODULE,
            MODULE.document(
                p ->
                    p.get("cabundle").Set(1, CBORObject.FromObject(twin.certificate().encoded())))),
        refusal("nitro.chain.untrusted_root", TestModule.create(), MODULE.document()),
        malformed(p -> p.Remove(CBORObject.FromObject("module_id"))),
        malformed(p -> p.Set("module_id", "")),
        malformed(p -> p.Set("module_id", "a\u202eb")),
        malformed(p -> p.Set("digest", "SHA512")),
        malformed(p -> p.Set("timestamp", 0)),
        malformed(p -> p.Set("timestamp", Long.MAX_VALUE)),
        malformed(p -> p.Set("pcrs", CBORObject.NewMap())),
        malformed(p -> p.get("pcrs").Set(32, new byte[48])),
        malformed(p -> p.get("pcrs").Set(-1, new byte[48])),
        malformed(p -> p.get("pcrs").Set(0, new byte[47])),
        malformed(p -> p.get("pcrs").Set("0", new byte[48])),
        malformed(p -> p.Set("cabundle", CBORObject.NewArray())),
        malformed(p -> p.get("cabundle").Add(new byte[0])),
        malformed(p -> p.get("cabundle").Add(new byte[1025])),
        malformed(p -> p.Set("public_key", new byte[0])),
        malformed(p -> p.Set("public_key", new byte[1025])),
        malformed(p -> p.Set("nonce", new byte[1025])),
        malformed(p -> p.Set("nonce", "text")));
  }

  private static Arguments refusal(String code, TestModule trusted, byte[] document) {
    return Arguments.of(code, trusted, document);
  }

  private static Arguments malformed(Consumer<CBORObject> change) {
    return Arguments.of("nitro.document.malformed", MODULE, MODULE.document(change));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void eachCheckRefusesWhatNoOtherRefuses(String code, TestModule trusted, byte[] document) {
    assertThat(codes(trusted.verify(document))).containsExactly(code);
  }

  @Test
  void certificateThatIsNoneIsMalformed() {
    assertThat(codes(MODULE.verify(MODULE.document(p -> p.Set("certificate", filled(40, 3))))))
        .containsExactly("nitro.certificate.malformed", "nitro.signature.invalid");
    assertThat(codes(MODULE.verify(MODULE.document(p -> p.get("cabundle").Add(filled(40, 3))))))
        .containsExactly("nitro.certificate.malformed");
    assertThat(codes(MODULE.verify(MODULE.document(p -> p.Set("certificate", new byte[1025])))))
        .containsExactly("nitro.document.malformed", "nitro.signature.invalid");
  }

  @Test
  void certificatesAreValidFromTheFirstToTheLastSecond() {
    byte[] document = MODULE.document();
    assertThat(codes(MODULE.verify(document, Collateral.none(), TestAuthority.FROM))).isEmpty();
    assertThat(codes(MODULE.verify(document, Collateral.none(), TestAuthority.UNTIL))).isEmpty();
    Instant before = TestAuthority.FROM.minusSeconds(1);
    Instant after = TestAuthority.UNTIL.plusSeconds(1);
    assertThat(codes(MODULE.verify(document, Collateral.none(), before)))
        .containsOnly("nitro.certificate.not_yet_valid");
    assertThat(codes(MODULE.verify(document, Collateral.none(), after)))
        .containsOnly("nitro.certificate.expired");
  }

  @Test
  void revokedCertificateIsRejected() {
    Collateral.Builder lists = new Collateral.Builder();
    lists.add(MODULE.intermediate.revoke(AT, List.of(MODULE.leaf.certificate())).encoded());
    assertThat(codes(MODULE.verify(MODULE.document(), lists.build(), AT)))
        .containsExactly("nitro.certificate.revoked");
  }

  @Test
  void keptChainIsNotUsedWhenItExpiredOrIsRevoked() {
    NitroVerifier verifier = MODULE.verifier();
    Collateral list =
        Collateral.of(
            List.of(MODULE.intermediate.revoke(AT, List.of(MODULE.leaf.certificate())).encoded()));
    record Time(Collateral collateral, Instant at, List<String> codes) {}
    for (Time time :
        List.of(
            new Time(Collateral.none(), AT, List.of()),
            new Time(list, AT, List.of("nitro.certificate.revoked")),
            new Time(
                Collateral.none(),
                TestAuthority.UNTIL.plusSeconds(1),
                Collections.nCopies(3, "nitro.certificate.expired")),
            new Time(Collateral.none(), AT, List.of()))) {
      assertThat(
              codes(
                  verifier.verify(
                      Evidence.of(MODULE.document()),
                      new AppraisalContext(time.collateral(), time.at(), Optional.empty()))))
          .isEqualTo(time.codes());
    }
  }

  @Test
  void authoritiesMayComeFromTheRelyingParty() {
    byte[] partial = MODULE.document(p -> p.get("cabundle").RemoveAt(1));
    Collateral own = Collateral.of(List.of(MODULE.intermediate.certificate().encoded()));
    assertThat(codes(MODULE.verify(partial, own, AT))).isEmpty();
  }

  @Test
  void vendorsRootDoesNotVouchForMadeUpDocuments() {
    NitroVerifier verifier = new NitroVerifier(TrustAnchors.vendors(), SignatureChecks.fastest());
    AppraisalContext context = new AppraisalContext(Collateral.none(), AT, Optional.empty());
    assertThat(codes(verifier.verify(Evidence.of(MODULE.document()), context)))
        .containsExactly("nitro.chain.untrusted_root");
  }

  @Test
  void criticalHeaderIsNotUnderstood() {
    CBORObject header = CBORObject.NewMap().Add(1, -35).Add(2, CBORObject.NewArray().Add(4));
    byte[] document =
        TestCose.sign1(
            header,
            CoseAlgorithm.ES384,
            MODULE.leaf.keys().getPrivate(),
            MODULE.payload().EncodeToBytes());
    assertThat(codes(MODULE.verify(document))).containsExactly("nitro.document.malformed");
  }

  @Test
  void everyFlippedBitIsRejected() {
    byte[] document = MODULE.document();
    NitroVerifier verifier = MODULE.verifier();
    AppraisalContext context =
        new AppraisalContext(
            Collateral.none(), AT, Optional.of(new Binding.Transcript(TRANSCRIPT)));
    for (int bit = 0; bit < 8 * document.length; bit++) {
      byte[] flipped = document.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(codes(verifier.verify(Evidence.of(flipped), context)))
          .as("bit " + bit)
          .containsAnyOf(
              "nitro.signature.invalid",
              "nitro.document.malformed",
              "nitro.document.algorithm_unsupported");
    }
  }

  @Test
  void everyPrefixIsRejected() {
    byte[] document = MODULE.document();
    for (int length = 0; length < document.length; length++) {
      assertThat(codes(MODULE.verify(Arrays.copyOf(document, length))))
          .containsExactly("nitro.document.malformed");
    }
    assertThat(codes(MODULE.verify(Arrays.copyOf(document, document.length + 1))))
        .containsExactly("nitro.document.malformed");
    assertThat(codes(MODULE.verify(new byte[16 * 1024 + 1])))
        .containsExactly("nitro.document.too_large");
  }

  @Test
  void fieldsAreShownWithoutAnyVerdict() {
    assertThat(MODULE.verifier().show(Evidence.of(MODULE.document())))
        .isInstanceOfSatisfying(
            dev.sealkeep.evidence.Parsed.Accepted.class,
            shown ->
                assertThat((Map<?, ?>) shown.value())
                    .asString()
                    .contains("module_id", "i-00-enc01", "npcr=16"));
  }
}
