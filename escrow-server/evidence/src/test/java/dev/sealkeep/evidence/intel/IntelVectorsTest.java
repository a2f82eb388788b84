package dev.sealkeep.evidence.intel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.Vectors;
import dev.sealkeep.evidence.sgx.SgxVerifier;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.tdx.TdxVerifier;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.policy.claim.ClaimValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Real quotes and collateral, with the outcome that was computed independently. */
class IntelVectorsTest {
  private static final Instant WITHIN_PCK_VALIDITY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Map<String, List<String>> REASONS =
      Map.of(
          "v4-no-matching-tcb", List.of("intel.tcb.unsupported"),
          "v5-td15-tcb-unsupported", List.of("intel.tcb.unsupported"),
          "v4-preproduction-root", List.of("intel.chain.untrusted_root"),
          "v3-ppid-cert-type3", List.of("intel.pck.missing"),
          "v4-intel-sample-testpki",
              List.of("intel.qe.identity_mismatch", "intel.tcb.unsupported"));

  private static final String PCK_BESIDE = "qe_report_signature_ok_under_pckCert";

  private final TrustAnchors anchors = TrustAnchors.vendors();
  private final EvidenceVerifier tdx = new TdxVerifier(anchors, SignatureChecks.fastest());
  private final EvidenceVerifier sgx = new SgxVerifier(anchors, SignatureChecks.fastest());

  private static Stream<JsonNode> cases(String technology) {
    return Vectors.cases(technology).stream()
        .filter(c -> Files.exists(folder(technology, c).resolve("quote.bin")));
  }

  private static Path folder(String technology, JsonNode testCase) {
    return Vectors.folder(technology + "/" + testCase.path("id").asText());
  }

  private static Collateral collateral(Path folder) {
    Collateral.Builder bag = new Collateral.Builder();
    Vectors.blobs(folder).forEach(bag::add);
    Vectors.blobs(Vectors.folder("roots/intel-sgx")).forEach(bag::add);
    if (folder.endsWith("v5-td15-tcb-unsupported")) {
      Vectors.blobs(Vectors.folder("tdx/v4-debug-outofdate")).forEach(bag::add);
    }
    return bag.build();
  }

  private static Instant at(JsonNode testCase) {
    return testCase.path("verify_at").isTextual()
        ? Instant.parse(testCase.path("verify_at").asText())
        : WITHIN_PCK_VALIDITY;
  }

  private EvidenceVerifier verifier(String technology, Path folder) {
    Path trusted = folder.resolve("trustedRootCaCert.pem");
    if (!Files.exists(trusted)) {
      return technology.equals("tdx") ? tdx : sgx;
    }
    Certificate root = Collateral.of(List.of(Vectors.read(trusted))).certificates().getFirst();
    TrustAnchors extended =
        anchors.withTrusted("intel-" + technology, HexFormat.of().parseHex(root.spkiSha256()));
    return technology.equals("tdx")
        ? new TdxVerifier(extended, SignatureChecks.fastest())
        : new SgxVerifier(extended, SignatureChecks.fastest());
  }

  private Appraisal verify(String technology, Path folder, byte[] quote, Instant at) {
    return verifier(technology, folder)
        .verify(Evidence.of(quote), new AppraisalContext(collateral(folder), at, Optional.empty()));
  }

  @TestFactory
  Stream<DynamicTest> everyCaseHasItsVerdictAndFields() {
    return Stream.of("tdx", "sgx")
        .flatMap(
            technology ->
                cases(technology)
                    .filter(c -> !c.path("id").asText().equals("v3-chain-corrupted"))
                    .map(
                        c ->
                            DynamicTest.dynamicTest(
                                technology + " " + c.path("id").asText(),
                                () -> check(technology, c))));
  }

  private void check(String technology, JsonNode testCase) {
    Path folder = folder(technology, testCase);
    Appraisal appraisal =
        verify(technology, folder, Vectors.read(folder.resolve("quote.bin")), at(testCase));

    assertThat(Machine.codes(appraisal))
        .isEqualTo(REASONS.getOrDefault(testCase.path("id").asText(), List.of()));
    JsonNode fields = new ObjectMapper().valueToTree(appraisal.fields());
    assertFields("", testCase.path("expected"), fields);
  }

  private static void assertFields(String path, JsonNode expected, JsonNode actual) {
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      String name = path + field.getKey();
      JsonNode value = actual.path(field.getKey());
      if (path.isEmpty() && List.of("version", PCK_BESIDE).contains(name)) {
        continue; // these say of the sample what the others say under `quote`
      }
      if (field.getValue().isObject()) {
        assertFields(name + ".", field.getValue(), value);
      } else if (field.getValue().isNull()) {
        assertThat(value.isMissingNode()).as(name).isTrue();
      } else {
        assertThat(value).as(name).isEqualTo(field.getValue());
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> everyMutationIsRejected() {
    return cases("tdx")
        .flatMap(
            c ->
                c.path("mutations")
                    .valueStream()
                    .map(
                        m ->
                            DynamicTest.dynamicTest(
                                m.path("expect").asText(), () -> checkMutation(c, m))));
  }

  private void checkMutation(JsonNode testCase, JsonNode mutation) {
    Path folder = folder("tdx", testCase);
    byte[] quote = Vectors.read(folder.resolve("quote.bin"));
    quote[mutation.path("offset").asInt()] = (byte) mutation.path("set").asInt();

    List<String> oneOf =
        switch (mutation.path("expect").asText().split(" ", 2)[0]) {
          case "version" -> List.of("intel.quote.version_unsupported");
          case "signed" -> List.of("intel.quote.signature_data_malformed");
          case "quote" -> List.of("intel.signature.invalid");
          default -> List.of("intel.chain.signature_invalid", "intel.chain.malformed");
        };
    assertThat(Machine.codes(verify("tdx", folder, quote, at(testCase)))).anyMatch(oneOf::contains);
  }

  @Test
  void timesOfCollateralAreKept() {
    Path folder = Vectors.folder("sgx/v3-swhardening-times");
    byte[] quote = Vectors.read(folder.resolve("quote.bin"));

    assertThat(codes(folder, quote, 1671497404)).isEmpty();
    assertThat(codes(folder, quote, 1891163522)).contains("intel.certificate.expired");
    assertThat(codes(folder, quote, 1670238720)).contains("intel.certificate.not_yet_valid");
    assertThat(codes(folder, quote, 1671194735))
        .containsExactlyInAnyOrder(
            "intel.tcb_info.not_yet_valid", "intel.qe_identity.not_yet_valid");
    assertThat(codes(folder, quote, 1673786737)).containsExactly("intel.qe_identity.expired");
  }

  private List<String> codes(Path folder, byte[] quote, long epochSecond) {
    return Machine.codes(verify("sgx", folder, quote, Instant.ofEpochSecond(epochSecond)));
  }

  @Test
  void quotingEnclaveThatIsOutOfDateIsAClaim() {
    Path folder = Vectors.folder("sgx/v3-chain-corrupted");
    Instant at = Instant.parse("2020-05-20T00:00:00Z");

    assertThat(Machine.codes(verify("sgx", folder, Vectors.read(folder.resolve("quote.bin")), at)))
        .contains("intel.signature.invalid");
    Appraisal good = verify("sgx", folder, Vectors.read(folder.resolve("quote_good.bin")), at);
    assertThat(good).isInstanceOf(Appraisal.Verified.class);
    assertThat(((Appraisal.Verified) good).claims().claims())
        .containsEntry("qe.tcb_status", new ClaimValue.Symbol("out_of_date"))
        .doesNotContainKey("tcb.status");
  }

  @Test
  void statusAndDebugAreClaims() {
    Path folder = Vectors.folder("tdx/v4-debug-outofdate");
    Appraisal appraisal =
        verify(
            "tdx",
            folder,
            Vectors.read(folder.resolve("quote.bin")),
            Instant.parse("2026-04-01T00:00:00Z"));

    assertThat(((Appraisal.Verified) appraisal).claims().claims())
        .containsEntry("td_attributes.debug", new ClaimValue.Bool(true))
        .containsEntry("tcb.status", new ClaimValue.Symbol("out_of_date"))
        .containsEntry("crl.present", new ClaimValue.Bool(true))
        .containsEntry("crl.fresh", new ClaimValue.Bool(true));
  }

  @TestFactory
  Stream<DynamicTest> tcbInfoIsReadStrictly() {
    return Vectors.cases("sgx").stream()
        .filter(c -> c.path("id").asText().equals("tcbinfo-json-negatives"))
        .flatMap(c -> c.path("files").valueStream())
        .map(f -> f.path("file").asText())
        .map(file -> DynamicTest.dynamicTest(file, () -> checkTcbInfo(file)));
  }

  private static void checkTcbInfo(String file) {
    byte[] document = Vectors.read(Vectors.folder("sgx/tcbinfo-json-negatives").resolve(file));
    List<SignedDocument> found = SignedDocument.in(document);
    boolean accepted =
        found.size() == 1
            && found.getFirst().signature().isPresent()
            && TcbInfo.parse(found.getFirst().content()) instanceof Parsed.Accepted<TcbInfo>;
    assertThat(accepted).isEqualTo(!file.contains("Negative"));
  }

  @Test
  void recordedAnswersAreAppraisedByThemselves() {
    Collateral recorded = Collateral.of(Vectors.blobs(Vectors.folder("tdx/collateral-numbers")));
    AppraisalContext context =
        new AppraisalContext(
            Collateral.of(Vectors.blobs(Vectors.folder("roots/intel-sgx"))),
            Instant.parse("2025-06-01T00:00:00Z"),
            Optional.empty());

    Appraisal appraisal = tdx.verifyCertificates(recorded, context).orElseThrow();
    assertThat(Machine.codes(appraisal)).isEmpty();
    assertThat(appraisal.fields()).containsEntry("tcbEvaluationDataNumber", 17);
    assertThat(sgx.verifyCertificates(context.collateral(), context)).isPresent();
  }

  @Test
  void needsNameWhatThePckCallsFor() {
    byte[] quote = Vectors.read(Vectors.folder("tdx/v4-uptodate-full").resolve("quote.bin"));

    assertThat(tdx.needs(Evidence.of(quote)))
        .containsExactly(
            new CollateralId.IntelTcbInfo(CollateralId.IntelTee.TDX, "b0c06f000000"),
            new CollateralId.IntelQeIdentity(CollateralId.IntelTee.TDX),
            new CollateralId.IntelPckRevocationList("platform"),
            new CollateralId.IntelRootRevocationList());
    assertThat(sgx.needs(Evidence.of(quote))).isEmpty();
  }

  @Test
  void everyBitOfWhatTheQuoteSignsCounts() {
    Path folder = Vectors.folder("tdx/v4-uptodate-full");
    byte[] quote = Vectors.read(folder.resolve("quote.bin"));
    Collateral collateral = collateral(folder);
    AppraisalContext context =
        new AppraisalContext(collateral, Instant.parse("2025-07-01T00:00:00Z"), Optional.empty());
    // Behind version and TEE type, which say how the rest is read.
    for (int bit = 8 * 8; bit < 632 * 8; bit += 7) {
      quote[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(Machine.codes(tdx.verify(Evidence.of(quote), context)))
          .as("bit %d", bit)
          .contains("intel.signature.invalid");
      quote[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }
}
