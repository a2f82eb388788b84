package dev.sealkeep.policy.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/reference/claims.md to the schemas; {@code -Dsealkeep.golden=write} writes it anew
 * from its introduction on.
 */
class ClaimsReferenceTest {
  private static final String SIMULATED = "simulated-";
  private static final Path REFERENCE =
      Path.of(System.getProperty("sealkeep.root"), "docs/reference/claims.md");

  @Test
  void referenceIsWhatTheSchemasSay() throws IOException {
    StringBuilder expected = new StringBuilder(Files.readString(REFERENCE).split("\n## ", 2)[0]);
    headings().forEach((technology, heading) -> section(technology, heading, expected));
    if ("write".equals(System.getProperty("sealkeep.golden"))) {
      Files.writeString(REFERENCE, expected);
    }
    assertThat(Files.readString(REFERENCE)).isEqualTo(expected.toString());
  }

  /** Each vendor's technology with a heading that names its simulated form too. */
  private static Map<String, String> headings() {
    Map<String, String> headings = new TreeMap<>();
    for (String technology : ClaimSchemas.technologies()) {
      if (technology.startsWith(SIMULATED)) {
        headings.merge(
            technology.substring(SIMULATED.length()),
            "`" + technology + "`",
            (real, simulated) -> real + ", " + simulated);
      } else {
        headings.merge(technology, "`" + technology + "`", (a, b) -> b + ", " + a);
      }
    }
    return headings;
  }

  private static void section(String technology, String heading, StringBuilder out) {
    out.append("\n## ").append(heading).append('\n');
    out.append(
        "| claim | type | what it says | source | what proves it |\n|---|---|---|---|---|\n");
    for (Claim claim : ClaimSchemas.forTechnology(technology).orElseThrow()) {
      row(claim.name(), claim, never(technology, claim), out);
      if (claim.type() instanceof ClaimType.Entries list) {
        list.fields().forEach(field -> row(claim.name() + "." + field.name(), field, "", out));
      }
    }
  }

  /** What a policy should know of a claim, or of words of it, that evidence never has. */
  private static String never(String technology, Claim claim) {
    return NeverClaimed.of(technology, claim.name())
        .map(
            never ->
                never.isWholly()
                    ? ". **Never made** by evidence of %s: %s"
                        .formatted(technology, never.instead())
                    : "; is here never " + String.join(" or ", never.words()))
        .orElse("");
  }

  private static void row(String name, Claim claim, String never, StringBuilder out) {
    out.append(
            "| `%s` | %s | %s%s".formatted(name, type(claim.type()), claim.documentation(), never))
        .append(" | %s | %s |\n".formatted(claim.source(), claim.proof()));
  }

  /** The type; of a TCB vector its components too, products of the same ones together. */
  private static String type(ClaimType type) {
    if (!(type instanceof ClaimType.Tcb tcb)) {
      return type.describe();
    }
    SequencedMap<List<String>, String> products = new LinkedHashMap<>();
    tcb.layouts()
        .forEach((product, layout) -> products.merge(layout, product, (a, b) -> a + ", " + b));
    return products.entrySet().stream()
        .map(e -> e.getValue() + ": { " + String.join(", ", e.getKey()) + " }")
        .collect(Collectors.joining("; ", "a TCB vector of ", ""));
  }

  @Test
  void claimsOfAnotherItemStandBehindItsTag() {
    ClaimSchema schema = ClaimSchemas.forTechnology("simulated-amd-sev-snp").orElseThrow();
    Claim other = schema.claim("amd_sev_snp.measurement").orElseThrow();
    assertThat(other.type()).isEqualTo(schema.claim("measurement").orElseThrow().type());
    assertThat(other.name()).isEqualTo("amd_sev_snp.measurement");
    assertThat(schema.claim("amd_sev_snp.amd_sev_snp.measurement")).isEmpty();
    assertThat(schema.claim("abacus.measurement")).isEmpty();
    assertThat(schema.claim("amd_sev_snp.")).isEmpty();
  }
}
