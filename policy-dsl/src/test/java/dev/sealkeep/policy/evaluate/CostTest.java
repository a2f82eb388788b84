package dev.sealkeep.policy.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimType;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The bound on what an evaluation costs. */
class CostTest {
  private static final Region HERE = new Region(1, 1, 1);

  private static String technology(String name, String... lines) {
    return "sealkeep 1\npolicy p {\npermit "
        + name
        + " {\n"
        + String.join("\n", lines)
        + "\n}\n}\n";
  }

  private static long cost(String... lines) {
    return Samples.policy(Samples.permit(lines)).cost();
  }

  @Test
  void checkCostsOneWhateverItsPlace() {
    assertThat(cost()).isZero();
    assertThat(cost("vmpl == 0")).isEqualTo(1);
    assertThat(cost("vmpl in [0, 1, 2]", "not (vmpl == 0 or vmpl == 1 and vmpl == 2)"))
        .isEqualTo(4);
  }

  @Test
  void checkOfAnEntryCostsOneForEveryEntryThereMayBe() {
    assertThat(cost("any certificates { issuer == \"a\" }")).isEqualTo(32);
    assertThat(cost("all certificates { issuer == \"a\" or issuer == \"b\" }", "vmpl == 0"))
        .isEqualTo(65);
  }

  @Test
  void nameCostsWhatItStandsForWhereverItStands() {
    Policy policy =
        Samples.policy(
            """
            sealkeep 1
            policy p {
              let trusted = any certificates { issuer == "a" }
              let hardened = trusted and vmpl == 0
              permit amd-sev-snp { hardened }
              permit intel-tdx { trusted }
            }
            """);

    assertThat(policy.cost()).isEqualTo(65);
    assertThat(policy.clauses()).extracting(CompiledClause::cost).containsExactly(33L, 32L);
  }

  @Test
  void everyCheckIsMadeWhateverTheEvidence() {
    Policy policy =
        Samples.policy(
            Samples.permit(
                "vmpl == 1", "vmpl == 0 or policy.debug", "any certificates { issuer == \"a\" }"));

    assertThat(policy.evaluate(new ClaimSet(Samples.SNP, Map.of()), Map.of()).comparisons())
        .isEqualTo(3);
    assertThat(policy.evaluate(Samples.claims(Map.of()), Map.of()).comparisons()).isEqualTo(3);
    assertThat(policy.evaluate(new ClaimSet("intel-tdx", Map.of()), Map.of()).comparisons())
        .isZero();
  }

  @Test
  void fullListsCostTheWholeBound() {
    Policy policy =
        Samples.policy(Samples.permit("vmpl == 1", "all certificates { issuer == \"a\" }"));
    Map<String, ClaimValue> full =
        Map.of("certificates", new ClaimValue.Entries(Collections.nCopies(32, Map.of())));

    assertThat(policy.evaluate(Samples.claims(full), Map.of()).comparisons())
        .isEqualTo((int) policy.cost())
        .isEqualTo(33);
  }

  @Test
  void policyMayCostTheBoundAndNoMore() {
    String[] lines = new String[61 + 144];
    java.util.Arrays.fill(lines, 0, 61, "any event_log.events { register == 1 }");
    java.util.Arrays.fill(lines, 61, lines.length, "secure_boot == true");
    java.util.Arrays.setAll(
        lines, i -> lines[i].replace("secure_boot", "vm_configuration.secure_boot"));

    assertThat(Samples.policy(technology("azure-vtpm", lines)).cost()).isEqualTo(Policy.MAX_COST);

    lines[0] += " and vm_configuration.tpm_enabled";

    assertThat(Samples.rejected(technology("azure-vtpm", lines)).getFirst().code())
        .isEqualTo(DiagnosticCode.TOO_COSTLY);
  }

  @Test
  void clausesCostTogether() {
    String clause =
        "permit azure-vtpm {\n" + "any event_log.events { register == 1 }\n".repeat(31) + "}\n";

    assertThat(
            Samples.rejected("sealkeep 1\npolicy p {\n" + clause + clause + "}\n")
                .getFirst()
                .code())
        .isEqualTo(DiagnosticCode.TOO_COSTLY);
    assertThat(Samples.policy("sealkeep 1\npolicy p {\n" + clause + "}\n").cost())
        .isEqualTo(31 * 4_096);
  }

  private static Formula flag() {
    Claim claim = new Claim("flag", new ClaimType.Bool(), "Flag", "test", "test");
    return new Formula.Check(
        "flag", HERE, claim, new Requirement.Identical(new ClaimValue.Bool(true), false));
  }

  private static Formula over(Formula body, int entries) {
    Claim list =
        new Claim("list", new ClaimType.Entries(List.of(), entries), "List", "test", "test");
    return new Formula.Check(
        "any list", HERE, list, new Requirement.OfEntries(false, body, "{ flag }"));
  }

  private static Policy policy(Formula formula) {
    return new Policy(
        "p",
        Optional.empty(),
        new TreeSet<>(),
        List.of(
            new CompiledClause(
                PolicySyntax.Kind.PERMIT,
                "t",
                1,
                List.of(new CompiledClause.CompiledLine("line", HERE, formula)),
                Optional.empty())));
  }

  @Test
  void costDoesNotOverflow() {
    Formula formula = flag();
    for (int depth = 0; depth < 20; depth++) {
      formula = over(formula, Integer.MAX_VALUE);
    }

    assertThat(formula.cost()).isEqualTo(Formula.LIMIT);
    assertThat(new Formula.All(List.of(formula, formula)).cost()).isEqualTo(Formula.LIMIT);
    assertThat(new Formula.Any(List.of(over(flag(), 7), flag())).cost()).isEqualTo(8);
  }

  @Test
  void policyThatCostsTooMuchCannotBeMade() {
    assertThat(policy(over(flag(), Policy.MAX_COST)).cost()).isEqualTo(Policy.MAX_COST);
    assertThatThrownBy(() -> policy(over(flag(), Policy.MAX_COST + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("250001");
  }

  @Test
  void listsWithinListsAreBoundedToo() {
    Policy nested = policy(over(over(flag(), 3), 4));
    ClaimValue inner = new ClaimValue.Entries(Collections.nCopies(3, Map.of()));
    ClaimValue outer = new ClaimValue.Entries(Collections.nCopies(4, Map.of("list", inner)));

    Evaluation evaluation = nested.evaluate(new ClaimSet("t", Map.of("list", outer)), Map.of());

    assertThat(evaluation.comparisons()).isEqualTo((int) nested.cost()).isEqualTo(12);
    assertThat(evaluation.reason()).isEqualTo(Reason.PERMIT_UNDECIDED);
    assertThat(evaluation.explanation().render())
        .contains("unknown because of 4 entries of list it is unknown");
  }
}
