package dev.sealkeep.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.diagnostic.Diagnostic;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.evaluate.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyCompilerTest {
  private static final List<String> TOKENS =
      List.of(
          "sealkeep",
          "1",
          "policy",
          "p",
          "{",
          "}",
          "{",
          "}",
          "(",
          ")",
          "[",
          "]",
          "permit",
          "forbid",
          "amd-sev-snp",
          "because",
          "\"x\"",
          "reference",
          "=",
          "set",
          "description",
          "vmpl",
          "==",
          "!=",
          ">=",
          "in",
          "not",
          "and",
          "or",
          "policy.debug",
          "true",
          "product",
          "genoa",
          "reported_tcb",
          "tcb",
          ":",
          ",",
          "snp",
          "7d",
          "hex\"00\"",
          "\n",
          "\n",
          "\n",
          "#",
          "&&",
          "!",
          "\"",
          "\\",
          "é",
          "\t",
          "0x",
          "99999999999999999999",
          "hex\"");

  private static String example() throws IOException {
    return Files.readString(Path.of("src/test/resources/golden/example.policy"));
  }

  private static DiagnosticCode first(String source) {
    return Samples.rejected(source).getFirst().code();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void tokenSoupNeverThrows(long seed) {
    Random random = new Random(seed);
    int rejected = 0;
    for (int round = 0; round < 1000; round++) {
      StringBuilder source =
          new StringBuilder(random.nextBoolean() ? "sealkeep 1\npolicy p {" : "");
      for (int i = random.nextInt(60); i > 0; i--) {
        source.append(TOKENS.get(random.nextInt(TOKENS.size())));
        source.append(random.nextInt(5) == 0 ? "" : " ");
      }
      rejected +=
          PolicyCompilerFuzzTest.check(source.toString()) instanceof Compilation.Rejected ? 1 : 0;
    }
    assertThat(rejected).isGreaterThan(900);
  }

  /** No slip of the keyboard may lose a clause or a check in silence. */
  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void damagedPolicyIsRejectedOrStillWhole(long seed) throws IOException {
    Random random = new Random(seed);
    String example = example().replaceAll("#.*", "");
    int checks = checks(Samples.policy(example));
    int lines = (int) example.lines().filter(line -> !line.isBlank()).count();
    for (int round = 0; round < 1500; round++) {
      int at = random.nextInt(example.length());
      String damaged =
          switch (random.nextInt(3)) {
            case 0 -> example.substring(0, at) + example.substring(at + 1);
            case 1 -> example.substring(0, at) + example.charAt(at) + example.substring(at);
            default ->
                example.substring(0, at)
                    + TOKENS.get(random.nextInt(TOKENS.size()))
                    + example.substring(at + 1);
          };
      if (damaged.indexOf('#') >= 0 || damaged.lines().filter(l -> !l.isBlank()).count() != lines) {
        continue;
      }
      if (PolicyCompilerFuzzTest.check(damaged) instanceof Compilation.Compiled compiled) {
        assertThat(checks(compiled.policy())).as(damaged).isGreaterThanOrEqualTo(checks);
        assertThat(compiled.policy().clauses()).as(damaged).hasSize(2);
      }
    }
  }

  private static int checks(Policy policy) {
    return policy.evaluate(Samples.claims(Map.of()), Map.of()).explanation().clauses().stream()
        .flatMap(clause -> clause.conditions().stream())
        .mapToInt(line -> line.checks().size())
        .sum();
  }

  @Test
  void everyTruncationOfTheExampleIsRejected() throws IOException {
    String example = example().stripTrailing();
    for (int length = 0; length < example.length(); length++) {
      assertThat(PolicyCompilerFuzzTest.check(example.substring(0, length)))
          .as("the first %d characters", length)
          .isInstanceOf(Compilation.Rejected.class);
    }
  }

  @Test
  void carriageReturnsBeforeNewlinesChangeNothing() throws IOException {
    Policy policy = Samples.policy(example().replace("\n", "\r\n"));

    assertThat(checks(policy)).isEqualTo(checks(Samples.policy(example())));
  }

  @Test
  void sourceIsBoundedInBytes() {
    String source = Samples.permit("vmpl == 0");
    String padded = source + "#".repeat(64 * 1024 - source.length());

    assertThat(Samples.policy(padded).name()).isEqualTo("p");
    assertThat(first(padded + "#")).isEqualTo(DiagnosticCode.TOO_LARGE);
    assertThat(first("#" + "é".repeat(40_000))).isEqualTo(DiagnosticCode.TOO_LARGE);
  }

  @Test
  void nestingIsBounded() {
    String deepest = "not ".repeat(32) + "(".repeat(32) + "vmpl == 0" + ")".repeat(32);

    assertThat(Samples.policy(Samples.permit(deepest)).name()).isEqualTo("p");
    assertThat(first(Samples.permit("(" + deepest + ")"))).isEqualTo(DiagnosticCode.TOO_DEEP);
    assertThat(first(Samples.permit("not " + deepest))).isEqualTo(DiagnosticCode.TOO_DEEP);
    assertThat(first(Samples.permit("(".repeat(60_000)))).isEqualTo(DiagnosticCode.TOO_DEEP);
    assertThat(first(Samples.permit("not ".repeat(16_000)))).isEqualTo(DiagnosticCode.TOO_DEEP);
    assertThat(first(Samples.permit("vmpl in " + "[".repeat(9_000))))
        .isEqualTo(DiagnosticCode.TOO_DEEP);
  }

  @Test
  void conditionsAreBounded() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 1024; i++) {
      lines.add("vmpl == 0");
    }
    assertThat(checks(Samples.policy(Samples.permit(lines.toArray(String[]::new)))))
        .isEqualTo(1024);

    lines.add("vmpl == 0");

    assertThat(first(Samples.permit(lines.toArray(String[]::new))))
        .isEqualTo(DiagnosticCode.TOO_MANY_CONDITIONS);
  }

  @Test
  void clausesAreBounded() {
    String clause = "permit amd-sev-snp { vmpl == 0 }\n";

    assertThat(Samples.policy("sealkeep 1\npolicy p {\n" + clause.repeat(64) + "}").clauses())
        .hasSize(64);
    assertThat(first("sealkeep 1\npolicy p {\n" + clause.repeat(65) + "}"))
        .isEqualTo(DiagnosticCode.TOO_MANY_CLAUSES);
  }

  @Test
  void errorsAreBounded() {
    List<Diagnostic> diagnostics = Samples.rejected("sealkeep 1\n" + "@".repeat(50_000));

    assertThat(diagnostics).hasSize(101);
    assertThat(diagnostics.getLast().code()).isEqualTo(DiagnosticCode.TOO_MANY_ERRORS);
  }

  @Test
  void halfACharacterIsRefused() {
    assertThat(first("sealkeep 1\n# \ud800\npolicy p { }")).isEqualTo(DiagnosticCode.NOT_TEXT);
  }

  @Test
  void nameMayBeSpeltLikeAKeyword() {
    Policy policy =
        Samples.policy(
            """
            sealkeep 1
            policy policy {
              reference set = set "set"
              permit amd-sev-snp { measurement in set }
            }
            """);

    assertThat(policy.name()).isEqualTo("policy");
    assertThat(policy.referenceSets()).containsExactly("set");
  }

  @Test
  void unknownTechnologyNamesTheKnownOnes() {
    Diagnostic diagnostic =
        Samples.rejected("sealkeep 1\npolicy p { permit intel-txt { mr_td in builds } }")
            .getFirst();

    assertThat(diagnostic.code()).isEqualTo(DiagnosticCode.UNKNOWN_TECHNOLOGY);
    assertThat(diagnostic.message()).contains("amd-sev-snp", "simulated-amd-sev-snp");
    assertThat(diagnostic.line()).isEqualTo(2);
    assertThat(diagnostic.column()).isEqualTo(19);
  }
}
