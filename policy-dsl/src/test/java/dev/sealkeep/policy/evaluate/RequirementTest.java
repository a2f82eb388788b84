package dev.sealkeep.policy.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimType;
import dev.sealkeep.policy.syntax.Operator;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vmpl == 1",
        "vmpl != 1",
        "vmpl < 1",
        "vmpl >= 1",
        "vmpl in [1, 2]",
        "vmpl not in [1, 2]",
        "csp_id in [\"a \\\"b\\\"\"]",
        "product in builds",
        "product not in others",
        "collateral.age <= 7d",
        "reported_tcb >= tcb(genoa: { bootloader: 9, tee: 1, snp: 23, microcode: 73 })",
        "reported_tcb == tcb(genoa: { bootloader: 9, tee: 1, snp: 23, microcode: 73 }, "
            + "milan: { bootloader: 1, tee: 2, snp: 3, microcode: 4 })",
      })
  void expectationReadsAsThePolicyDoesWithSetsByTheirFullNames(String condition) {
    String alias = condition.replace("in builds", "in payments/builds");

    assertThat(alias).endsWith(check(Samples.evaluate(condition, Map.of())).expected());
    assertThat(check(Samples.evaluate(condition, Map.of())).expected()).contains(" ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcb.advisories contains \"a\"",
        "tcb.advisories not contains \"a\"",
        "all certificates { issuer == \"a\" }",
        "any certificates { issuer == \"a\" }"
      })
  void expectationOfAListSaysWhatOfIt(String condition) {
    String source = "sealkeep 1\npolicy p { permit intel-tdx { " + condition + " } }";
    String expected =
        check(Samples.policy(source).evaluate(new ClaimSet("intel-tdx", Map.of()), Map.of()))
            .expected();

    assertThat(expected)
        .isEqualTo(
            condition
                .replace("tcb.advisories ", "")
                .replace("all certificates", "all meet")
                .replace("any certificates", "any meets"));
  }

  private static CheckResult check(Evaluation evaluation) {
    return evaluation
        .explanation()
        .clauses()
        .getFirst()
        .conditions()
        .getFirst()
        .checks()
        .getFirst();
  }

  static Stream<Requirement> requirementsThatNoFlagCanMeet() {
    ClaimValue number = new ClaimValue.Int(1);
    return Stream.of(
        new Requirement.Ordered(Operator.NOT_EQUAL, number),
        new Requirement.Ordered(Operator.LESS, new ClaimValue.Span(Duration.ZERO)),
        new Requirement.Contains("a", true),
        new Requirement.TcbFloor(Map.of("genoa", Samples.genoa(0, 0, 0, 0)), false),
        new Requirement.OfEntries(true, new Formula.All(List.of()), "{ }"));
  }

  /** The checker makes no such pair; if it did, nothing may come of it. */
  @ParameterizedTest
  @MethodSource("requirementsThatNoFlagCanMeet")
  void requirementThatDoesNotFitItsClaimIsUnknown(Requirement requirement) {
    Evaluation evaluation = evaluate(requirement, new ClaimType.Bool(), new ClaimValue.Bool(true));

    assertThat(evaluation.reason()).isEqualTo(Reason.PERMIT_UNDECIDED);
    assertThat(check(evaluation).doubt()).contains(new Doubt.ClaimOutsideSchema("claim", "a flag"));
  }

  @Test
  void valuesOfTwoOrdersAreNotCompared() {
    ClaimValue hour = new ClaimValue.Span(Duration.ofHours(1));
    Requirement notAnHour = new Requirement.Ordered(Operator.AT_LEAST, hour);
    Requirement notOne = new Requirement.Ordered(Operator.AT_LEAST, new ClaimValue.Int(1));
    ClaimValue noon = Samples.value("endorsement.not_after");

    assertThat(evaluate(notAnHour, new ClaimType.Int(0, 9), new ClaimValue.Int(5)).reason())
        .isEqualTo(Reason.PERMIT_UNDECIDED);
    assertThat(evaluate(notOne, new ClaimType.Span(), hour).reason())
        .isEqualTo(Reason.PERMIT_UNDECIDED);
    assertThat(evaluate(notAnHour, new ClaimType.Time(), noon).reason())
        .isEqualTo(Reason.PERMIT_UNDECIDED);
  }

  @Test
  void valueThatIsAListedOneIsAmongThem() {
    var flags = new LinkedHashSet<ClaimValue>(List.of(new ClaimValue.Bool(true)));
    Requirement requirement = new Requirement.OneOf(flags, false);
    flags.clear();

    assertThat(evaluate(requirement, new ClaimType.Bool(), new ClaimValue.Bool(true)).permitted())
        .isTrue();
  }

  private static Evaluation evaluate(Requirement requirement, ClaimType type, ClaimValue value) {
    Region here = new Region(1, 1, 1);
    Claim claim = new Claim("claim", type, "Claim", "test", "test");
    Formula check = new Formula.Check("claim", here, claim, requirement);
    Policy policy =
        new Policy(
            "p",
            Optional.empty(),
            new TreeSet<>(),
            List.of(
                new CompiledClause(
                    PolicySyntax.Kind.PERMIT,
                    "t",
                    1,
                    List.of(new CompiledClause.CompiledLine("claim", here, check)),
                    Optional.empty())));
    return policy.evaluate(new ClaimSet("t", Map.of("claim", value)), Map.of());
  }
}
