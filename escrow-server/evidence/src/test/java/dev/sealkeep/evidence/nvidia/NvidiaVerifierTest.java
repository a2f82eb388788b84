package dev.sealkeep.evidence.nvidia;

import static dev.sealkeep.evidence.EndorsedClaims.assertEndorsed;
import static dev.sealkeep.evidence.nvidia.TestGpu.AT;
import static dev.sealkeep.evidence.nvidia.TestGpu.FWID;
import static dev.sealkeep.evidence.nvidia.TestGpu.codes;
import static dev.sealkeep.evidence.nvidia.TestGpu.filled;
import static dev.sealkeep.evidence.nvidia.TestGpu.fwid;
import static dev.sealkeep.evidence.nvidia.TestGpu.items;
import static dev.sealkeep.evidence.nvidia.TestGpu.sign;
import static dev.sealkeep.evidence.nvidia.TestGpu.unsigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier.Role;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.TestAuthority;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NvidiaVerifierTest {
  private static final TestGpu GPU = TestGpu.create();
  private static final int RESPONSE = 37;
  private static final int FIRST_BLOCK = RESPONSE + 8;
  private static final int OPAQUE_LENGTH = FIRST_BLOCK + 3 * 55 + 32;

  private static ClaimSet claims(Appraisal appraisal) {
    assertThat(codes(appraisal)).isEmpty();
    return ((Appraisal.Verified) appraisal).claims();
  }

  @Test
  void goodReportIsVerifiedWithTheClaimsOfTheSchema() {
    ClaimSet claims = claims(GPU.verify(GPU.report()));
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
                .filter(n -> !n.startsWith("measurement.") && !n.equals("collateral.age"))
                .toList())
        .contains("measurement.2", "measurement.3")
        .doesNotContain("measurement.1", "measurement.4");
    assertThat(claims.claims())
        .containsEntry("fwid", ClaimValue.Bytes.of(FWID))
        .containsEntry("arch", new ClaimValue.Symbol("hopper"))
        .containsEntry("vbios_version", new ClaimValue.Text("96.00.9f.00.01"))
        .containsEntry("nvdec0_status", new ClaimValue.Symbol("enabled"))
        .containsEntry("feature_flag", new ClaimValue.Symbol("ppcie"));
  }

  @Test
  void certificatesAreListedFromTheGpusToTheRoot() {
    assertThat(assertEndorsed(GPU.verify(GPU.report()), TestGpu.AT)).hasSizeGreaterThan(1);
  }

  @Test
  void hexadecimalReportIsRead() {
    byte[] text =
        (HexFormat.of().withUpperCase().formatHex(GPU.report()) + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    assertThat(GPU.verifier().role(text)).isEqualTo(Role.EVIDENCE);
    assertThat(GPU.verifier().role(GPU.report())).isEqualTo(Role.EVIDENCE);
    assertThat(GPU.verifier().role("11e0 not hex".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(Role.NONE);
    assertThat(codes(GPU.verify(text))).isEmpty();
  }

  @Test
  void chainMayComeBesideTheEvidence() {
    List<byte[]> chain = GPU.chain().certificates().stream().map(Certificate::encoded).toList();
    Appraisal appraisal =
        GPU.verifier()
            .verify(
                new Evidence(GPU.report(), chain, List.of()),
                new AppraisalContext(Collateral.none(), AT, Optional.empty()));
    assertThat(codes(appraisal)).isEmpty();
  }

  @Test
  void reportWithoutFirmwareIdentityTakesTheLeafs() {
    SequencedMap<Integer, byte[]> items = items();
    items.remove(20);
    assertThat(claims(GPU.verify(sign(unsigned(items), GPU.leaf.keys()))).get("fwid"))
        .contains(ClaimValue.Bytes.of(FWID));
  }

  @Test
  void leafOfTheReportIsFoundAmongOthers() {
    Collateral two = TestGpu.create().chain().plus(GPU.chain());
    assertThat(codes(GPU.verify(GPU.report(), two, AT))).isEmpty();
  }

  private static byte[] changed(Consumer<byte[]> change) {
    byte[] unsigned = unsigned(items());
    change.accept(unsigned);
    return sign(unsigned, GPU.leaf.keys());
  }

  /** Evidence that one check alone refuses. */
  static Stream<Arguments> refusals() {
    List<TestAuthority.Profile.Added> named = List.of(fwid(FWID));
    TestGpu authority = TestGpu.of(TestGpu.intermediate(), TestGpu.authority(named), "secp384r1");
    TestGpu curve = TestGpu.of(TestGpu.intermediate(), TestGpu.leaf(named), "secp256r1");
    TestGpu powerless =
        TestGpu.of(TestGpu.powerlessIntermediate(), TestGpu.leaf(named), "secp384r1");
    TestGpu nameless = TestGpu.of(TestGpu.intermediate(), TestGpu.leaf(List.of()), "secp384r1");
    SequencedMap<Integer, byte[]> other = items();
    other.put(20, filled(48, 1));
    Consumer<byte[]> none = report -> {};
    return Stream.of(
        refusal("signature.invalid", GPU, sign(unsigned(items()), authority.leaf.keys())),
        refusal("nonce.mismatch", GPU, changed(r -> r[4]++)),
        refusal("fwid.mismatch", GPU, sign(unsigned(other), GPU.leaf.keys())),
        refusal("fwid.missing", nameless, nameless.report()),
        refusal("certificate.not_for_signing", authority, authority.report()),
        refusal("certificate.not_for_signing", curve, changed(none)),
        refusal("chain.issuer_invalid", powerless, powerless.report()),
        refusal("report.version_unsupported", GPU, changed(r -> r[0] = 0x12)),
        refusal("report.version_unsupported", GPU, changed(r -> r[RESPONSE] = 0x10)),
        refusal("report.unsigned", GPU, changed(r -> r[2] = 0)),
        refusal("report.malformed", GPU, changed(r -> r[1] = 1)),
        refusal("report.malformed", GPU, changed(r -> r[RESPONSE + 1] = 1)),
        refusal("report.malformed", GPU, changed(r -> r[RESPONSE + 4] = 2)),
        refusal("report.malformed", GPU, changed(r -> r[FIRST_BLOCK] = 0)),
        refusal("report.malformed", GPU, changed(r -> r[FIRST_BLOCK] = 2)),
        refusal("report.malformed", GPU, changed(r -> r[FIRST_BLOCK] = 65)),
        refusal("report.malformed", GPU, changed(r -> r[FIRST_BLOCK + 1] = 2)),
        refusal("report.malformed", GPU, changed(r -> r[FIRST_BLOCK + 2]++)),
        refusal("report.malformed", GPU, changed(r -> r[FIRST_BLOCK + 5]--)),
        refusal("report.malformed", GPU, changed(r -> r[OPAQUE_LENGTH]--)),
        refusal("report.malformed", GPU, changed(r -> r[OPAQUE_LENGTH + 4]++)),
        refusal("report.malformed", GPU, changed(r -> r[OPAQUE_LENGTH + 2 + 4 + 4] = 3)));
  }

  private static Arguments refusal(String code, TestGpu gpu, byte[] report) {
    return Arguments.of("nvidia." + code, gpu, report);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void eachCheckRefusesWhatNoOtherRefuses(String code, TestGpu gpu, byte[] report) {
    assertThat(codes(gpu.verify(report))).containsExactly(code);
  }

  @Test
  void everyLengthAtItsExtremesIsRejected() {
    byte[] report = GPU.report();
    int[] lengths = {RESPONSE + 4, RESPONSE + 5, RESPONSE + 6, RESPONSE + 7, FIRST_BLOCK + 2};
    for (int at : lengths) {
      for (int value : new int[] {0, 1, 0x7f, 0xff}) {
        byte[] changed = report.clone();
        changed[at] = (byte) value;
        if (!Arrays.equals(changed, report)) {
          assertThat(codes(GPU.verify(changed)))
              .as(at + " " + value)
              .containsExactly("nvidia.report.malformed", "nvidia.signature.invalid");
        }
      }
    }
    for (int value : new int[] {0, 0xff}) {
      byte[] changed = report.clone();
      changed[OPAQUE_LENGTH] = (byte) value;
      changed[OPAQUE_LENGTH + 1] = (byte) value;
      assertThat(codes(GPU.verify(changed))).contains("nvidia.report.malformed");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, nvidia.certificate.missing",
    "1, nvidia.chain.too_short",
    "2, nvidia.fwid.missing",
  })
  void chainWithoutItsLeafIsRejected(int length, String code) {
    List<byte[]> fromRoot =
        List.of(GPU.root.certificate().encoded(), GPU.intermediate.certificate().encoded());
    Collateral collateral = Collateral.of(fromRoot.subList(0, length));
    assertThat(codes(GPU.verify(GPU.report(), collateral, AT))).containsExactly(code);
  }

  @Test
  void brokenChainsAreRejected() {
    byte[] leaf = GPU.leaf.certificate().encoded();
    byte[] root = GPU.root.certificate().encoded();
    assertThat(codes(GPU.verify(GPU.report(), Collateral.of(List.of(leaf, root)), AT)))
        .containsExactly("nvidia.chain.incomplete");
    byte[] twin = TestGpu.create().intermediate.certificate().encoded();
    assertThat(codes(GPU.verify(GPU.report(), Collateral.of(List.of(leaf, twin, root)), AT)))
        .containsExactly("nvidia.chain.signature_invalid");
    NvidiaVerifier vendor = new NvidiaVerifier(TrustAnchors.vendors(), SignatureChecks.fastest());
    assertThat(codes(TestGpu.verify(vendor, GPU.report(), GPU.chain(), AT)))
        .containsExactly("nvidia.chain.untrusted_root");
    assertThat(codes(GPU.verify(GPU.report(), GPU.chain(), TestAuthority.FROM.minusSeconds(1))))
        .containsOnly("nvidia.certificate.not_yet_valid");
    assertThat(codes(GPU.verify(GPU.report(), GPU.chain(), TestAuthority.UNTIL.plusSeconds(1))))
        .containsOnly("nvidia.certificate.expired");
    Collateral.Builder revoked = new Collateral.Builder();
    revoked.addAll(GPU.chain());
    revoked.add(GPU.root.revoke(AT, List.of(GPU.intermediate.certificate())).encoded());
    assertThat(codes(GPU.verify(GPU.report(), revoked.build(), AT)))
        .containsExactly("nvidia.certificate.revoked");
  }

  @Test
  void keptChainIsNotUsedWhenItExpiredOrIsRevoked() {
    NvidiaVerifier verifier = GPU.verifier();
    Collateral list =
        GPU.chain()
            .plus(
                Collateral.of(
                    List.of(
                        GPU.root.revoke(AT, List.of(GPU.intermediate.certificate())).encoded())));
    record Time(Collateral collateral, Instant at, List<String> codes) {}
    for (Time time :
        List.of(
            new Time(GPU.chain(), AT, List.of()),
            new Time(list, AT, List.of("nvidia.certificate.revoked")),
            new Time(
                GPU.chain(),
                TestAuthority.UNTIL.plusSeconds(1),
                Collections.nCopies(3, "nvidia.certificate.expired")),
            new Time(GPU.chain(), AT, List.of()))) {
      assertThat(codes(TestGpu.verify(verifier, GPU.report(), time.collateral(), time.at())))
          .isEqualTo(time.codes());
    }
  }

  @Test
  void chainAloneGetsAVerdict() {
    AppraisalContext context = new AppraisalContext(Collateral.none(), AT, Optional.empty());
    Appraisal whole = GPU.verifier().verifyCertificates(GPU.chain(), context).orElseThrow();
    assertThat(claims(whole).claims()).containsKeys("fwid", "arch").doesNotContainKey("nonce");
    Collateral partial = Collateral.of(List.of(GPU.leaf.certificate().encoded()));
    assertThat(codes(GPU.verifier().verifyCertificates(partial, context).orElseThrow()))
        .containsExactly("nvidia.chain.incomplete");
    Collateral strange =
        Collateral.of(List.of(TestAuthority.root("other").certificate().encoded()));
    assertThat(GPU.verifier().verifyCertificates(strange, context)).isEmpty();
  }

  @Test
  void everyFlippedBitIsRejectedByTheSignature() {
    byte[] report = GPU.report();
    NvidiaVerifier verifier = GPU.verifier();
    Collateral chain = GPU.chain();
    for (int bit = 0; bit < 8 * report.length; bit += 3) {
      byte[] flipped = report.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(codes(TestGpu.verify(verifier, flipped, chain, AT)))
          .as("bit " + bit)
          .contains("nvidia.signature.invalid");
    }
  }

  @Test
  void everyPrefixIsRejected() {
    byte[] report = GPU.report();
    for (int length = 0; length < report.length; length++) {
      assertThat(codes(GPU.verify(Arrays.copyOf(report, length))))
          .contains("nvidia.report.malformed");
    }
    assertThat(codes(GPU.verify(Arrays.copyOf(report, report.length + 1))))
        .contains("nvidia.report.malformed");
    assertThat(codes(GPU.verify(new byte[2 * MeasurementReport.MAX_BYTES + 3])))
        .containsExactly("nvidia.report.too_large");
  }
}
