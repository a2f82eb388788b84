package dev.sealkeep.evidence.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.Vectors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.policy.claim.ClaimValue;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Real quotes, with the values that were computed independently. */
class TpmVectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final TpmVerifier VERIFIER =
      new TpmVerifier(TrustAnchors.vendors(), SignatureChecks.fastest());

  private static byte[] blob(String id) {
    return Vectors.blobs(Vectors.folder("tpm/" + id)).getFirst();
  }

  private static Collateral roots() {
    return Collateral.of(Vectors.blobs(Vectors.folder("roots/gce-vtpm")));
  }

  private static Appraisal verify(byte[] blob, Collateral collateral, Instant at, String nonce) {
    Optional<Binding> binding =
        nonce.isEmpty()
            ? Optional.empty()
            : Optional.of(new Binding.Exact(HexFormat.of().parseHex(nonce)));
    return VERIFIER.verify(Evidence.of(blob), new AppraisalContext(collateral, at, binding));
  }

  private static List<String> codes(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> List.of();
      case Appraisal.Rejected rejected -> rejected.reasons().stream().map(Reason::code).toList();
    };
  }

  @TestFactory
  Stream<DynamicTest> everyCaseHasItsVerdictAndFields() {
    return Vectors.cases("tpm").stream()
        .map(c -> DynamicTest.dynamicTest(c.path("id").asText(), () -> check(c)));
  }

  private static void check(JsonNode testCase) {
    String id = testCase.path("id").asText();
    Appraisal appraisal = verify(blob(id), roots(), AT, "");
    assertThat(codes(appraisal))
        .isEqualTo(
            id.equals("attest-only")
                ? List.of("tpm.ak.missing", "tpm.signature.missing", "tpm.pcrs.missing")
                : List.of());
    JsonNode actual = JSON.valueToTree(appraisal.fields());
    for (Map.Entry<String, JsonNode> field : testCase.path("expected").properties()) {
      assertThat(actual.path(field.getKey()).toString())
          .as(field.getKey())
          .isEqualTo(field.getValue().toString());
    }
  }

  @Test
  void keyOfAnUnknownTpmIsBoundByNothing() {
    Appraisal.Verified verified =
        (Appraisal.Verified) verify(blob("quote-rsa-24pcr"), roots(), AT, "");
    assertThat(verified.claims().get("tpm.ak_bound_by")).contains(new ClaimValue.Symbol("none"));
    assertThat(verified.anchorSpkiSha256()).isEmpty();
  }

  @Test
  void keyOfAGoogleMachineIsBoundByItsCertificate() {
    Appraisal.Verified verified =
        (Appraisal.Verified) verify(blob("gce-attestation-nonce"), roots(), AT, "9009");
    assertThat(verified.claims().get("tpm.ak_bound_by"))
        .contains(new ClaimValue.Symbol("ek_certificate"));
    assertThat(verified.anchorSpkiSha256())
        .isEqualTo("f23057f4f97d1d90e4cae0ce91d5a0fc99069f0a1bc147021dca33b1e9c4d0d9");
    assertThat(verified.claims().claims()).containsKeys("sha256.pcr0", "sha384.pcr23");
  }

  @Test
  void googleMachineIsHeldAgainstNonceChainAndTime() {
    byte[] attestation = blob("gce-attestation-nonce");
    assertThat(codes(verify(attestation, roots(), AT, "9008"))).contains("tpm.extra_data.mismatch");
    assertThat(codes(verify(attestation, Collateral.none(), AT, "")))
        .containsExactly("tpm.certificate.incomplete");
    assertThat(codes(verify(attestation, roots(), Instant.parse("2021-08-31T23:11:04Z"), "")))
        .containsExactly("tpm.certificate.not_yet_valid");
    assertThat(codes(verify(attestation, roots(), Instant.parse("2051-08-24T23:16:06Z"), "")))
        .containsExactly("tpm.certificate.expired");
  }
}
