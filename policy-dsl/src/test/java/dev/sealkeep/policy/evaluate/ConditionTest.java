package dev.sealkeep.policy.evaluate;

import static dev.sealkeep.policy.evaluate.Outcome.FALSE;
import static dev.sealkeep.policy.evaluate.Outcome.TRUE;
import static dev.sealkeep.policy.evaluate.Outcome.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConditionTest {
  private static final ReferenceSet BUILDS =
      Samples.set(
          "payments/builds",
          """
          amd-sev-snp measurement %s
          amd-sev-snp measurement %s
          amd-sev-snp guest_svn 7
          amd-sev-snp product "milan"
          simulated-amd-sev-snp guest_svn 9
          """
              .formatted(Samples.MEASUREMENT, "00".repeat(48)));

  private static Outcome outcome(String condition, Map<String, ClaimValue> replaced) {
    return Samples.policy(Samples.permit(condition))
        .evaluate(Samples.claims(replaced), Samples.sets(BUILDS))
        .explanation()
        .clauses()
        .getFirst()
        .outcome();
  }

  static Stream<Arguments> conditions() {
    return Stream.of(
        Arguments.of("policy.debug", FALSE),
        Arguments.of("not policy.debug", TRUE),
        Arguments.of("policy.debug == false", TRUE),
        Arguments.of("policy.debug == true", FALSE),
        Arguments.of("policy.debug != true", TRUE),
        Arguments.of("vmpl == 0", TRUE),
        Arguments.of("vmpl != 0", FALSE),
        Arguments.of("vmpl < 1", TRUE),
        Arguments.of("vmpl <= 0", TRUE),
        Arguments.of("vmpl > 0", FALSE),
        Arguments.of("vmpl >= 0x0", TRUE),
        Arguments.of("vmpl in [1, 2, 0]", TRUE),
        Arguments.of("vmpl not in [1, 2]", TRUE),
        Arguments.of("not vmpl in [1, 2]", TRUE),
        Arguments.of("product == genoa", TRUE),
        Arguments.of("product != genoa", FALSE),
        Arguments.of("product in [milan, turin]", FALSE),
        Arguments.of("product not in [milan, turin,]", TRUE),
        Arguments.of("product in builds", FALSE),
        Arguments.of("host_data == hex\"" + "00".repeat(32) + "\"", TRUE),
        Arguments.of("host_data != hex\"" + "00".repeat(32) + "\"", FALSE),
        Arguments.of("measurement == hex\"" + "5A".repeat(48) + "\"", TRUE),
        Arguments.of("measurement in builds", TRUE),
        Arguments.of("measurement not in builds", FALSE),
        Arguments.of("guest_svn in builds", FALSE),
        Arguments.of("measurement in others", UNKNOWN),
        Arguments.of("measurement not in others", UNKNOWN),
        Arguments.of("csp_id == \"CN=cc-us-east-2.amazonaws.com\"", TRUE),
        Arguments.of("csp_id in [\"a\\\"b\", \"c\\\\d\"]", FALSE),
        Arguments.of("collateral.age <= 7d", TRUE),
        Arguments.of("collateral.age <= 72h", TRUE),
        Arguments.of("collateral.age < 4320m", FALSE),
        Arguments.of("collateral.age == 259200s", TRUE),
        Arguments.of("endorsement.not_after >= \"2029-12-31T23:59:59Z\"", TRUE),
        Arguments.of("endorsement.not_after < \"2029-12-31T23:59:59Z\"", FALSE),
        Arguments.of("vmpl == 0 and policy.debug or policy.debug == false", TRUE),
        Arguments.of("vmpl == 0 and (policy.debug or policy.debug == false)", TRUE),
        Arguments.of("vmpl == 1 and\n measurement in others", FALSE),
        Arguments.of("vmpl == 0\n or measurement in others", TRUE),
        Arguments.of("vmpl == 0\n measurement in others", UNKNOWN),
        Arguments.of("vmpl == 1\n measurement in others", FALSE),
        Arguments.of("not (vmpl == 1 or\n product == milan\n)", TRUE),
        Arguments.of("not not vmpl == 0", TRUE));
  }

  @ParameterizedTest
  @MethodSource("conditions")
  void conditionHasItsOutcome(String condition, Outcome expected) {
    assertThat(outcome(condition, Map.of())).isEqualTo(expected);
  }

  @Test
  void integersCompareUnsigned() {
    Map<String, ClaimValue> high = Map.of("launch_mit_vector", new ClaimValue.Int(-1));

    assertThat(outcome("launch_mit_vector > 0x7fffffffffffffff", high)).isEqualTo(TRUE);
    assertThat(outcome("launch_mit_vector == 18446744073709551615", high)).isEqualTo(TRUE);
    assertThat(outcome("launch_mit_vector <= 5", high)).isEqualTo(FALSE);
  }

  @ParameterizedTest
  @CsvSource({
    "9, 0, 23, 72, TRUE, TRUE",
    "10, 1, 24, 73, TRUE, FALSE",
    "8, 255, 255, 255, FALSE, FALSE",
    "255, 0, 22, 255, FALSE, FALSE",
    "255, 255, 255, 71, FALSE, FALSE",
  })
  void everyComponentOfATcbIsCompared(
      int bootloader, int tee, int snp, int microcode, Outcome atLeast, Outcome exactly) {
    String floor = "tcb(genoa: { bootloader: 9, tee: 0, snp: 23, microcode: 72 })";
    Map<String, ClaimValue> tcb =
        Map.of("reported_tcb", Samples.genoa(bootloader, tee, snp, microcode));

    assertThat(outcome("reported_tcb >= " + floor, tcb)).isEqualTo(atLeast);
    assertThat(outcome("reported_tcb == " + floor, tcb)).isEqualTo(exactly);
  }

  @Test
  void productThatTheFloorDoesNotListIsUnknown() {
    String floor = "reported_tcb >= tcb(genoa: { bootloader: 0, tee: 0, snp: 0, microcode: 0 })";
    Map<String, ClaimValue> turin = Map.of("reported_tcb", Samples.turin(9, 9, 9, 9, 9));

    assertThat(outcome(floor, turin)).isEqualTo(UNKNOWN);
    assertThat(outcome("not " + floor, turin)).isEqualTo(UNKNOWN);
  }

  @Test
  void floorPicksTheVectorOfTheClaimsProduct() {
    String floor =
        """
        reported_tcb >= tcb(
          genoa: { bootloader: 255, tee: 255, snp: 255, microcode: 255 },
          turin: { microcode: 70, fmc: 1, bootloader: 1, tee: 0, snp: 4 },
        )
        """;

    assertThat(outcome(floor, Map.of("reported_tcb", Samples.turin(1, 1, 0, 4, 70))))
        .isEqualTo(TRUE);
    assertThat(outcome(floor, Map.of("reported_tcb", Samples.turin(0, 1, 0, 4, 70))))
        .isEqualTo(FALSE);
  }

  static Stream<Arguments> valuesOutsideTheSchema() {
    var short1 = new LinkedHashMap<>(Samples.genoa(1, 1, 1, 1).components());
    short1.remove("snp");
    return Stream.of(
        Arguments.of("product != milan", "product", new ClaimValue.Symbol("venice")),
        Arguments.of("vmpl != 3", "vmpl", new ClaimValue.Int(0xffff_ffffL)),
        Arguments.of("vmpl != 3", "vmpl", new ClaimValue.Text("0")),
        Arguments.of(
            "measurement != hex\"" + "00".repeat(48) + "\"",
            "measurement",
            ClaimValue.Bytes.of(new byte[32])),
        Arguments.of(
            "collateral.age <= 7d", "collateral.age", new ClaimValue.Span(Duration.ofDays(-1))),
        Arguments.of("csp_id != \"x\"", "csp_id", new ClaimValue.Text("\u001b[2J")),
        Arguments.of(
            "reported_tcb >= tcb(genoa: { bootloader: 0, tee: 0, snp: 0, microcode: 0 })",
            "reported_tcb",
            new ClaimValue.Tcb("genoa", short1)));
  }

  @ParameterizedTest
  @MethodSource("valuesOutsideTheSchema")
  void valueOutsideTheSchemaIsUnknown(String condition, String claim, ClaimValue value) {
    assertThat(outcome(condition, Map.of(claim, value))).isEqualTo(UNKNOWN);
  }

  @Test
  void rowsOfAnotherTechnologyDoNotCount() {
    Policy policy =
        Samples.policy(
            """
            sealkeep 1
            policy p {
              reference builds = set "payments/builds"
              permit amd-sev-snp { guest_svn in builds }
              permit simulated-amd-sev-snp { guest_svn in builds }
            }
            """);
    Map<String, ClaimValue> nine = Map.of("guest_svn", new ClaimValue.Int(9));

    assertThat(policy.evaluate(new ClaimSet(Samples.SNP, nine), Samples.sets(BUILDS)).permitted())
        .isFalse();
    assertThat(
            policy
                .evaluate(new ClaimSet("simulated-amd-sev-snp", nine), Samples.sets(BUILDS))
                .permitted())
        .isTrue();
  }

  private static Outcome ofAdvisories(String condition, String... advisories) {
    return Samples.policy("sealkeep 1\npolicy p {\n  permit intel-tdx { " + condition + " }\n}\n")
        .evaluate(
            new ClaimSet(
                "intel-tdx", Map.of("tcb.advisories", new ClaimValue.Words(List.of(advisories)))),
            Samples.sets(BUILDS))
        .explanation()
        .clauses()
        .getFirst()
        .outcome();
  }

  @Test
  void setOfWordsIsInAListThatHoldsEachOfThem() {
    String condition = "tcb.advisories in [\"INTEL-SA-00001\", \"INTEL-SA-00002\"]";

    assertThat(ofAdvisories(condition)).isEqualTo(TRUE);
    assertThat(ofAdvisories(condition, "INTEL-SA-00002")).isEqualTo(TRUE);
    assertThat(ofAdvisories(condition, "INTEL-SA-00002", "INTEL-SA-00003")).isEqualTo(FALSE);
    assertThat(ofAdvisories(condition.replace("in [", "not in ["), "INTEL-SA-00003"))
        .isEqualTo(TRUE);
  }

  @Test
  void setOfWordsHasNoOtherOperator() {
    for (String operator : List.of("==", "!=", "<", ">=")) {
      assertThat(
              Samples.rejected(
                      "sealkeep 1\npolicy p { permit intel-tdx { tcb.advisories "
                          + operator
                          + " \"INTEL-SA-00001\" } }")
                  .getFirst()
                  .message())
          .contains("which has no `" + operator + "`");
    }
  }

  @Test
  void setOfWordsContainsAWordOrNot() {
    assertThat(ofAdvisories("tcb.advisories contains \"SA-1\"", "SA-2", "SA-1")).isEqualTo(TRUE);
    assertThat(ofAdvisories("tcb.advisories contains \"SA-1\"", "SA-2")).isEqualTo(FALSE);
    assertThat(ofAdvisories("tcb.advisories contains \"SA-1\"")).isEqualTo(FALSE);
    assertThat(ofAdvisories("tcb.advisories not contains \"SA-1\"", "SA-1")).isEqualTo(FALSE);
    assertThat(ofAdvisories("tcb.advisories not contains \"SA-1\"")).isEqualTo(TRUE);
    assertThat(ofAdvisories("not tcb.advisories contains \"SA-1\"", "SA-1")).isEqualTo(FALSE);
  }

  @Test
  void setOfMoreWordsThanItsBoundIsUnknown() {
    String[] words = new String[1024];
    Arrays.setAll(words, i -> "SA-" + i);
    String condition = "tcb.advisories contains \"SA-7\"";

    assertThat(ofAdvisories(condition, words)).isEqualTo(TRUE);
    assertThat(ofAdvisories(condition, Arrays.copyOf(words, 1023))).isEqualTo(TRUE);

    String[] more = Arrays.copyOf(words, 1025);
    more[1024] = "SA-1024";

    assertThat(ofAdvisories(condition, more)).isEqualTo(UNKNOWN);
  }
}
