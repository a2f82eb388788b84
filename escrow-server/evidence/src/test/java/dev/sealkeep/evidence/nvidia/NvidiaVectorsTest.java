package dev.sealkeep.evidence.nvidia;

import static dev.sealkeep.evidence.nvidia.TestGpu.codes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.Vectors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.policy.claim.ClaimValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real report and its chains, with the outcome that was computed independently. */
class NvidiaVectorsTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final String NONCE =
      "931d8dd0add203ac3d8b4fbde75e115278eefcdceac5b87671a748f32364dfcb";

  private final NvidiaVerifier verifier =
      new NvidiaVerifier(TrustAnchors.nvidia(), SignatureChecks.fastest());

  private static Path folder() {
    return Vectors.folder("nvidia/hopper-report");
  }

  private static Collateral chain(String name) {
    return Collateral.of(List.of(Vectors.read(folder().resolve("cert_chain_" + name + ".pem"))));
  }

  private static byte[] report() {
    return HexFormat.of()
        .parseHex(
            new String(Vectors.read(folder().resolve("report.hex")), StandardCharsets.US_ASCII));
  }

  private Appraisal verify(byte[] report, Collateral collateral) {
    return verifier.verify(
        Evidence.of(report),
        new AppraisalContext(
            collateral, AT, Optional.of(new Binding.Exact(HexFormat.of().parseHex(NONCE)))));
  }

  @Test
  void reportVerifiesWithWhatItSays() throws IOException {
    Appraisal appraisal = verify(Vectors.read(folder().resolve("report.hex")), chain("good"));
    assertThat(codes(appraisal)).isEmpty();
    ObjectMapper json = new ObjectMapper();
    JsonNode fields = json.readTree(json.writeValueAsString(appraisal.fields()));
    JsonNode expected = json.readTree(folder().resolve("expected_claims.json").toFile());
    assertThat(fields.path("arch")).isEqualTo(expected.path("arch"));
    assertThat(fields.path("config")).isEqualTo(expected.path("config"));
    assertThat(fields.path("measurements")).isEqualTo(expected.path("measurements"));
    JsonNode facts = Vectors.cases("nvidia").getFirst().path("expected");
    assertThat(fields.path("nonce")).isEqualTo(facts.path("nonce"));
    assertThat(fields.path("fwid")).isEqualTo(facts.path("fwid"));
    assertThat(((Appraisal.Verified) appraisal).claims().claims())
        .containsEntry("driver_version", new ClaimValue.Text("550.90.07"))
        .containsEntry("protected_pcie_status", new ClaimValue.Symbol("disabled"))
        .containsKey("measurement.2")
        .doesNotContainKey("measurement.1");
  }

  @ParameterizedTest
  @CsvSource({
    "root_only, nvidia.chain.too_short",
    "missing_intermediate, nvidia.chain.incomplete",
    "missing_leaf, nvidia.fwid.missing",
  })
  void partOfTheChainIsRejectedBesideTheReportAndAlone(String name, String code) {
    assertThat(codes(verify(report(), chain(name)))).containsExactly(code);
    AppraisalContext context = new AppraisalContext(Collateral.none(), AT, Optional.empty());
    assertThat(codes(verifier.verifyCertificates(chain(name), context).orElseThrow()))
        .containsExactly(code);
  }

  @Test
  void everyFlippedBitIsRejectedByTheSignature() {
    byte[] report = report();
    Collateral chain = chain("good");
    for (int bit = 0; bit < 8 * report.length; bit += 29) {
      byte[] flipped = report.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(codes(verify(flipped, chain)))
          .as("bit " + bit)
          .contains("nvidia.signature.invalid");
    }
  }
}
