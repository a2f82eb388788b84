package dev.sealkeep.evidence.nitro;

import static dev.sealkeep.evidence.nitro.TestModule.codes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.Vectors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.policy.claim.ClaimValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Real documents, with the outcome that was computed independently. */
class NitroVectorsTest {
  private static final Map<String, List<String>> REASONS =
      Map.of(
          "debug-proper", List.of(),
          "production-pcrs", List.of(),
          "tampered-signature", List.of("nitro.signature.invalid"),
          "tampered-certificate",
              List.of("nitro.certificate.malformed", "nitro.signature.invalid"));

  private final NitroVerifier verifier =
      new NitroVerifier(TrustAnchors.aws(), SignatureChecks.fastest());

  private static byte[] document(String id) {
    return Vectors.read(Vectors.folder("nitro/" + id).resolve("attestation.cose"));
  }

  private Appraisal verify(byte[] document, Instant at) {
    return verifier.verify(
        Evidence.of(document), new AppraisalContext(Collateral.none(), at, Optional.empty()));
  }

  private static Instant at(JsonNode testCase) {
    return Instant.parse(testCase.path("verify_at").asText("2021-09-09T10:19:20.215Z"));
  }

  @TestFactory
  Stream<DynamicTest> everyCaseHasItsVerdictAndFields() {
    return Vectors.cases("nitro").stream()
        .map(c -> DynamicTest.dynamicTest(c.path("id").asText(), () -> check(c)));
  }

  private void check(JsonNode testCase) {
    String id = testCase.path("id").asText();
    Appraisal appraisal = verify(document(id), at(testCase));
    assertThat(codes(appraisal)).isEqualTo(REASONS.get(id));
    JsonNode fields = new ObjectMapper().valueToTree(appraisal.fields());
    JsonNode expected = testCase.path("expected");
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      switch (field.getKey()) {
        case "parse" -> assertThat(appraisal.fields()).doesNotContainKey("chain");
        case "sig" ->
            assertThat(fields.path("sig").asBoolean()).isEqualTo(field.getValue().isBoolean());
        // The collector kept the first 40 bytes of these.
        case "nonce", "user_data" ->
            assertThat(fields.path(field.getKey()).asText()).startsWith(field.getValue().asText());
        default ->
            assertThat(fields.path(field.getKey()).toString())
                .as(field.getKey())
                .isEqualTo(field.getValue().toString());
      }
    }
  }

  @Test
  void debugModeIsAClaim() {
    for (JsonNode testCase : Vectors.cases("nitro")) {
      if (verify(document(testCase.path("id").asText()), at(testCase))
          instanceof Appraisal.Verified verified) {
        assertThat(verified.claims().get("debug"))
            .contains(new ClaimValue.Bool(testCase.path("id").asText().equals("debug-proper")));
      }
    }
  }

  @Test
  void documentIsValidForThreeHours() {
    byte[] document = document("debug-proper");
    Instant last = Instant.parse("2021-09-09T13:19:20Z");
    assertThat(codes(verify(document, last))).isEmpty();
    assertThat(codes(verify(document, last.plusSeconds(1))))
        .containsExactly("nitro.certificate.expired");
    assertThat(codes(verify(document, Instant.parse("2021-09-09T10:19:19Z"))))
        .contains("nitro.certificate.not_yet_valid");
  }

  @Test
  void everyFlippedBitOfTheContentIsRejectedByTheSignature() {
    byte[] document = document("production-pcrs");
    Instant at = Instant.parse("2022-10-13T08:58:02.136Z");
    for (int bit = 0; bit < 8 * document.length; bit += 5) {
      byte[] flipped = document.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      List<String> codes = codes(verify(flipped, at));
      boolean payload = bit / 8 >= 10 && bit / 8 < document.length - 98;
      assertThat(codes)
          .as("bit " + bit)
          .containsAnyOf(
              "nitro.signature.invalid",
              payload ? "nitro.signature.invalid" : "nitro.document.malformed",
              payload ? "nitro.signature.invalid" : "nitro.document.algorithm_unsupported");
    }
  }
}
