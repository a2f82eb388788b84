package dev.sealkeep.evidence.snp;

import static dev.sealkeep.evidence.EndorsedClaims.assertEndorsed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.Vectors;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.policy.claim.ClaimValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Real reports and certificates, with the outcome that was computed independently. */
class SnpVectorsTest {
  private static final byte[] NO_AUXILIARY = {};

  private final SnpVerifier verifier = new SnpVerifier(TrustAnchors.amd());

  private static Collateral vendorIntermediates() {
    Collateral.Builder builder = new Collateral.Builder();
    for (String product : List.of("amd-milan", "amd-genoa", "amd-turin")) {
      Vectors.blobs(Vectors.folder("roots/" + product)).forEach(builder::add);
    }
    return builder.build();
  }

  private static Collateral beside(String id) {
    return Collateral.of(Vectors.blobs(Vectors.folder("snp/" + id)));
  }

  private static byte[] report(String id) {
    return Vectors.read(Vectors.folder("snp/" + id).resolve("report.bin"));
  }

  private static Instant validFrom(JsonNode testCase) {
    return Instant.parse(testCase.path("validity").asText().replaceAll(".*cert | \\.\\..*", ""));
  }

  private Appraisal verify(String id, byte[] report, Instant at) {
    return Appraise.by(
        verifier,
        report,
        NO_AUXILIARY,
        beside(id).plus(vendorIntermediates()),
        at,
        Optional.empty());
  }

  private static List<String> codes(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> List.of();
      case Appraisal.Rejected rejected -> rejected.reasons().stream().map(Reason::code).toList();
    };
  }

  @TestFactory
  Stream<DynamicTest> everyCaseHasItsVerdictAndFields() {
    return Vectors.cases("snp").stream()
        .filter(c -> c.path("expected").has("endorsement_key_cert"))
        .map(c -> DynamicTest.dynamicTest(c.path("id").asText(), () -> check(c)));
  }

  private void check(JsonNode testCase) {
    String id = testCase.path("id").asText();
    Path folder = Vectors.folder("snp/" + id);
    JsonNode expected = testCase.path("expected");
    Appraisal appraisal;
    List<String> reasons;
    if (Files.exists(folder.resolve("report.bin"))) {
      appraisal = verify(id, report(id), validFrom(testCase));
      reasons =
          expected.path("signature_verifies").asBoolean()
              ? List.of()
              : List.of("snp.signature.invalid");
      assertFields(appraisal.fields(), expected.path("report"));
    } else {
      appraisal =
          Appraise.chainBy(verifier, beside(id), vendorIntermediates(), validFrom(testCase))
              .orElseThrow();
      reasons =
          expected.path("issuer_signature_verifies").asBoolean()
              ? List.of()
              : List.of("snp.chain.signature_invalid");
    }
    assertThat(codes(appraisal)).isEqualTo(reasons);
    assertThat(appraisal.technology()).isEqualTo("amd-sev-snp");
    Object certificate = appraisal.fields().getOrDefault("endorsement_key_cert", Map.of());
    assertFields((Map<?, ?>) certificate, expected.path("endorsement_key_cert"));
  }

  private static void assertFields(Map<?, ?> actual, JsonNode expected) {
    assertThat(expected.properties()).isNotEmpty();
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      if (field.getKey().equals("note")) {
        continue;
      }
      Object value = actual.get(field.getKey());
      if (field.getValue().isNumber()) {
        assertThat(value).as(field.getKey()).isInstanceOf(Number.class);
        assertThat(String.valueOf(value)).as(field.getKey()).isEqualTo(field.getValue().asText());
      } else {
        assertThat(value).as(field.getKey()).isEqualTo(field.getValue().asText());
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> everyMutationIsRejectedForItsReason() {
    return Vectors.cases("snp").stream()
        .filter(c -> c.has("mutations"))
        .flatMap(
            c ->
                Stream.of(c.path("mutations"))
                    .flatMap(m -> m.valueStream())
                    .map(m -> DynamicTest.dynamicTest(name(c, m), () -> checkMutation(c, m))));
  }

  private static String name(JsonNode testCase, JsonNode mutation) {
    return testCase.path("id").asText() + ": " + mutation.path("edit").asText();
  }

  private void checkMutation(JsonNode testCase, JsonNode mutation) {
    String id = testCase.path("id").asText();
    byte[] report = report(id);
    String[] words = mutation.path("edit").asText().split(" ", -1);
    int offset = Integer.parseInt(words[1]);
    report[offset]++;
    List<String> codes = codes(verify(id, report, validFrom(testCase)));
    assertThat(codes).contains("snp.signature.invalid");
    if (offset == 0x180) {
      String key = id.contains("vlek") ? "vlek" : "vcek";
      assertThat(codes).containsExactly("snp.signature.invalid", "snp." + key + ".tcb_mismatch");
    }
  }

  @Test
  void certificatesAreListedFromTheChipsKeyToTheRoot() {
    Instant at = Instant.parse("2026-01-01T00:00:00Z");
    List<Map<String, ClaimValue>> chain =
        assertEndorsed(verify("genoa-v5", report("genoa-v5"), at), at);
    byte[] vcek = Vectors.read(Vectors.folder("snp/genoa-v5").resolve("vcek.der"));
    assertThat(chain.getFirst())
        .containsEntry(
            "subject",
            new ClaimValue.Text(
                "CN=SEV-VCEK,O=Advanced Micro Devices,ST=CA,L=Santa Clara,C=US,OU=Engineering"))
        .containsEntry(
            "sha256", ClaimValue.Bytes.ofHex(Certificate.parse(vcek).orElseThrow().sha256()));
    assertThat(chain)
        .extracting(entry -> String.valueOf(entry.get("subject")).replaceAll(".*CN=|,.*", ""))
        .containsExactly("SEV-VCEK", "SEV-Genoa", "ARK-Genoa");
  }

  @Test
  void vlekThatHasExpiredIsRejectedNow() {
    Appraisal appraisal =
        verify(
            "milan-v3-vlek-aws",
            report("milan-v3-vlek-aws"),
            Instant.parse("2025-12-10T22:14:22Z"));
    assertThat(codes(appraisal)).containsExactly("snp.certificate.expired");
    assertThat(
            codes(
                verify(
                    "milan-v3-vlek-aws",
                    report("milan-v3-vlek-aws"),
                    Instant.parse("2025-12-10T22:14:21Z"))))
        .as("the last second is valid")
        .isEmpty();
  }

  @Test
  void certificateOfAnotherChipDoesNotFit() {
    Appraisal appraisal =
        Appraise.by(
            verifier,
            report("milan-v2-azure-hcl"),
            NO_AUXILIARY,
            beside("milan-v2-aci-hostdata"),
            Instant.parse("2024-01-01T00:00:00Z"),
            Optional.empty());
    assertThat(codes(appraisal))
        .containsExactly("snp.signature.invalid", "snp.vcek.chip_id_mismatch");
  }

  @Test
  void hostsCertificateTableCompletesTheChain() {
    String id = "genoa-v5";
    byte[] vcek = Vectors.read(Vectors.folder("snp/" + id).resolve("vcek.der"));
    Appraisal appraisal =
        Appraise.by(
            verifier,
            report(id),
            table(vcek),
            vendorIntermediates(),
            Instant.parse("2026-01-01T00:00:00Z"),
            Optional.of(report(id, 0x50, 64)));
    assertThat(codes(appraisal)).isEmpty();
    assertThat(((Appraisal.Verified) appraisal).claims().get("product"))
        .contains(new ClaimValue.Symbol("genoa"));
  }

  private static byte[] report(String id, int offset, int length) {
    return Arrays.copyOfRange(report(id), offset, offset + length);
  }

  private static byte[] table(byte[] content) {
    return ByteBuffer.allocate(48 + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(HexFormat.of().parseHex("63da758de6644564adc5f4b93be8accd"))
        .putInt(48)
        .putInt(content.length)
        .position(48)
        .put(content)
        .array();
  }

  @Test
  void envelopeAndTrailingBytesAreReadThrough() {
    String id = "milan-v3-vlek-aws";
    Instant at = Instant.parse("2025-01-01T00:00:00Z");
    byte[] trailing = Arrays.copyOf(report(id), 1204);
    byte[] envelope = new byte[4000];
    ByteBuffer.wrap(envelope).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 1184).put(32, report(id));
    for (byte[] evidence : List.of(trailing, envelope, Arrays.copyOf(envelope, 1216))) {
      Appraisal appraisal = verify(id, evidence, at);
      assertThat(codes(appraisal)).isEmpty();
      assertThat(((Appraisal.Verified) appraisal).claims().get("csp_id"))
          .contains(new ClaimValue.Text("CN=cc-us-east-2.amazonaws.com"));
    }
    assertThat(verify(id, trailing, at).fields()).containsEntry("trailing_bytes", 20);
  }

  @Test
  void otherReportDataIsRejected() {
    String id = "genoa-v5";
    Appraisal appraisal =
        Appraise.by(
            verifier,
            report(id),
            NO_AUXILIARY,
            beside(id).plus(vendorIntermediates()),
            Instant.parse("2026-01-01T00:00:00Z"),
            Optional.of(new byte[64]));
    assertThat(codes(appraisal)).containsExactly("snp.report_data.mismatch");
  }

  @Test
  void withoutIntermediatesTheChainIsIncomplete() {
    Appraisal appraisal =
        Appraise.by(
            verifier,
            report("genoa-v5"),
            NO_AUXILIARY,
            beside("genoa-v5"),
            Instant.parse("2026-01-01T00:00:00Z"),
            Optional.empty());
    assertThat(codes(appraisal)).containsExactly("snp.chain.incomplete");
  }
}
