package dev.sealkeep.policy.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.policy.schema.ClaimType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyTest {
  private static final String BUILDS_TEXT = "amd-sev-snp measurement " + Samples.MEASUREMENT + "\n";
  private static final ReferenceSet BUILDS =
      Samples.set("payments/builds", BUILDS_TEXT).withVersion(4);
  private static final Map<String, ClaimValue> HOST_DATA =
      Map.of("host_data", ClaimValue.Bytes.ofHex("1f" + "00".repeat(31)));

  private static Policy example() throws IOException {
    return Samples.policy(Files.readString(Path.of("src/test/resources/golden/example.policy")));
  }

  private static Map<String, ClaimValue> with(String claim, ClaimValue value) {
    return Map.of("host_data", ClaimValue.Bytes.ofHex("1f" + "00".repeat(31)), claim, value);
  }

  @Test
  void exampleIsWhatItSays() throws IOException {
    Policy policy = example();

    assertThat(policy.name()).isEqualTo("payments-root");
    assertThat(policy.description()).contains("root disk of the payments database");
    assertThat(policy.referenceSets()).containsExactly("payments/builds");
    assertThat(policy.technologies()).containsExactly("amd-sev-snp");
  }

  @Test
  void examplePermitsTheMachineItDescribes() throws IOException {
    Evaluation evaluation = example().evaluate(Samples.claims(HOST_DATA), Samples.sets(BUILDS));

    assertThat(evaluation.reason()).isEqualTo(Reason.PERMITTED);
    assertThat(evaluation.permitted()).isTrue();
    assertThat(evaluation.reasonCode()).isEqualTo("policy.permitted");
  }

  @Test
  void falseConditionDenies() throws IOException {
    Map<String, ClaimValue> debug = with("policy.debug", new ClaimValue.Bool(true));

    Evaluation evaluation = example().evaluate(Samples.claims(debug), Samples.sets(BUILDS));

    assertThat(evaluation.reason()).isEqualTo(Reason.NO_PERMIT_MATCHED);
    assertThat(evaluation.permitted()).isFalse();
  }

  @Test
  void unknownConditionDenies() throws IOException {
    Map<String, ClaimValue> claims = Samples.machine();
    claims.putAll(HOST_DATA);
    claims.remove("collateral.age");

    Evaluation evaluation =
        example().evaluate(new ClaimSet(Samples.SNP, claims), Samples.sets(BUILDS));

    assertThat(evaluation.reason()).isEqualTo(Reason.PERMIT_UNDECIDED);
  }

  @Test
  void missingReferenceSetDenies() throws IOException {
    Evaluation evaluation = example().evaluate(Samples.claims(HOST_DATA), Map.of());

    assertThat(evaluation.reason()).isEqualTo(Reason.REFERENCE_MISSING);
    assertThat(evaluation.explanation().render())
        .contains("unknown because reference set payments/builds is missing");
  }

  @Test
  void forbidOverridesPermit() {
    Policy policy = forbidding("product == genoa");

    Evaluation evaluation = policy.evaluate(Samples.claims(Map.of()), Map.of());

    assertThat(evaluation.reason()).isEqualTo(Reason.FORBIDDEN);
    assertThat(evaluation.explanation().render()).contains("true: too old");
  }

  @Test
  void unknownForbidDenies() {
    Evaluation evaluation =
        forbidding("product == milan").evaluate(Samples.without("product"), Map.of());

    assertThat(evaluation.reason()).isEqualTo(Reason.FORBID_UNDECIDED);
  }

  @Test
  void missingReferenceSetOfAForbidDenies() {
    Evaluation evaluation =
        forbidding("measurement in builds").evaluate(Samples.claims(Map.of()), Map.of());

    assertThat(evaluation.reason()).isEqualTo(Reason.REFERENCE_MISSING);
  }

  @Test
  void falseForbidIsOutOfTheWay() {
    Evaluation evaluation =
        forbidding("product == milan").evaluate(Samples.claims(Map.of()), Map.of());

    assertThat(evaluation.reason()).isEqualTo(Reason.PERMITTED);
  }

  @Test
  void forbidWithoutConditionsForbids() {
    Evaluation evaluation = forbidding("").evaluate(Samples.claims(Map.of()), Map.of());

    assertThat(evaluation.reason()).isEqualTo(Reason.FORBIDDEN);
  }

  @Test
  void simulatedEvidenceIsNotReal() throws IOException {
    ClaimSet simulated = new ClaimSet("simulated-amd-sev-snp", Samples.machine());

    Evaluation evaluation = example().evaluate(simulated, Samples.sets(BUILDS));

    assertThat(evaluation.reason()).isEqualTo(Reason.NO_PERMIT_FOR_TECHNOLOGY);
    assertThat(evaluation.explanation().clauses()).isEmpty();
  }

  @Test
  void forbidAloneDoesNotSpeakForATechnology() {
    Policy policy =
        Samples.policy(
            """
            sealkeep 1
            policy p {
              reference builds = set "builds"
              reference others = set "others"
              permit intel-tdx { mr_td in builds }
              forbid amd-sev-snp { vmpl == 0 } because "not here"
            }
            """);

    assertThat(policy.technologies()).containsExactly("intel-tdx");
    assertThat(policy.referenceSets()).containsExactly("builds");
    assertThat(policy.evaluate(Samples.claims(Map.of()), Map.of()).reason())
        .isEqualTo(Reason.NO_PERMIT_FOR_TECHNOLOGY);
    assertThat(policy.evaluate(Samples.claims(Map.of()), Map.of()).explanation().clauses())
        .hasSize(1);
  }

  @Test
  void reasonReadsAsItsCode() {
    assertThat(Reason.FORBIDDEN).hasToString("policy.forbidden");
  }

  @Test
  void oneOfSeveralPermitsSuffices() {
    Policy policy =
        Samples.policy(
            """
            sealkeep 1
            policy p {
              permit amd-sev-snp { vmpl == 3 }
              permit amd-sev-snp { vmpl == 0 }
              permit amd-sev-snp { chip_id == hex"%s" }
            }
            """
                .formatted("11".repeat(64)));

    assertThat(policy.evaluate(Samples.without("chip_id"), Map.of()).reason())
        .isEqualTo(Reason.PERMITTED);
  }

  static List<String> claimNames() {
    return List.copyOf(ClaimSchemas.forTechnology(Samples.SNP).orElseThrow().names());
  }

  @ParameterizedTest
  @MethodSource("claimNames")
  void missingClaimDeniesWhicheverWayItIsAskedFor(String name) {
    Claim claim = ClaimSchemas.forTechnology(Samples.SNP).orElseThrow().claim(name).orElseThrow();
    String test = test(claim);
    Policy wants = Samples.policy(Samples.permit(test));
    Policy refuses = Samples.policy(Samples.permit("not " + test));
    Policy forbids = forbidding("not " + test);

    assertThat(wants.evaluate(Samples.claims(Map.of()), Map.of()).reason())
        .isEqualTo(Reason.PERMITTED);
    assertThat(forbids.evaluate(Samples.claims(Map.of()), Map.of()).reason())
        .isEqualTo(Reason.PERMITTED);

    assertThat(wants.evaluate(Samples.without(name), Map.of()).reason())
        .isEqualTo(Reason.PERMIT_UNDECIDED);
    assertThat(refuses.evaluate(Samples.without(name), Map.of()).reason())
        .isEqualTo(Reason.PERMIT_UNDECIDED);
    assertThat(forbids.evaluate(Samples.without(name), Map.of()).reason())
        .isEqualTo(Reason.FORBID_UNDECIDED);
  }

  /** A test that the sample machine meets. */
  private static String test(Claim claim) {
    ClaimValue value = Samples.value(claim.name());
    if (claim.type() instanceof ClaimType.Entries) {
      return "all " + claim.name() + " { issuer == \"\" }";
    }
    String sign = claim.name() + " == ";
    return sign
        + (claim.type() instanceof ClaimType.Time ? '"' + value.display() + '"' : value.display());
  }

  private static Policy forbidding(String condition) {
    return Samples.policy(
        """
        sealkeep 1
        policy p {
          reference builds = set "payments/builds"
          permit amd-sev-snp { guest_svn not in [77] }
          permit amd-sev-snp { guest_svn in builds }
          forbid amd-sev-snp { %s } because "too old"
        }
        """
            .formatted(condition));
  }
}
