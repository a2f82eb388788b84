package dev.sealkeep.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The command on real evidence, where the vectors are there. */
class EvidenceVectorsTest {
  private static final Path VECTORS = Path.of(System.getProperty("sealkeep.vectors", "absent"));

  @TestFactory
  Stream<DynamicTest> everyFolderGetsItsVerdict() throws IOException {
    Path snp = VECTORS.resolve("snp");
    assumeTrue(Files.isDirectory(snp), () -> "the vectors " + snp + " are absent");
    return new ObjectMapper()
        .readTree(snp.resolve("cases.json").toFile())
        .valueStream()
        .filter(c -> c.path("expected").has("endorsement_key_cert"))
        .map(c -> DynamicTest.dynamicTest(c.path("id").asText(), () -> check(snp, c)));
  }

  private static void check(Path snp, JsonNode testCase) {
    JsonNode expected = testCase.path("expected");
    boolean good =
        expected.path("signature_verifies").asBoolean()
            || expected.path("issuer_signature_verifies").asBoolean();
    Run run =
        Run.of(
            "verify",
            snp.resolve(testCase.path("id").asText()),
            "--collateral",
            VECTORS.resolve("roots"),
            "--at",
            testCase.path("validity").asText().replaceAll(".*cert | \\.\\..*", ""));
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(good ? 0 : 1);
    assertThat(run.verdict()).isEqualTo(good ? "verified" : "rejected");
    assertThat(run.json().path("technology").asText()).isEqualTo("amd-sev-snp");
    assertClaims(run.json().path("claims"), expected.path("report"));
    assertClaims(
        run.json().path("claims").path("endorsement_key_cert"),
        expected.path("endorsement_key_cert"));
  }

  private static void assertClaims(JsonNode claims, JsonNode expected) {
    List<String> names = expected.propertyStream().map(p -> p.getKey()).toList();
    for (String name : names) {
      if (!name.equals("note")) {
        assertThat(claims.path(name)).as(name).isEqualTo(expected.path(name));
      }
    }
  }
}
