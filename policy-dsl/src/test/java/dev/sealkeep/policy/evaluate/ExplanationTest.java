package dev.sealkeep.policy.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final String SOURCE =
      """
      sealkeep 1
      policy payments-root {
        reference builds = set "payments/builds"
        permit amd-sev-snp {
          vmpl == 1   # a comment
          measurement in builds
          policy.debug == false and not policy.smt
          reported_tcb >= tcb(genoa: { bootloader: 9, tee: 1,
                                       snp: 23, microcode: 73 })
          chip_id == hex"%s"
        }
        forbid amd-sev-snp { product == genoa } because "not here"
      }
      """
          .formatted("00".repeat(64));

  private static final String FLEET =
      """
      sealkeep 1
      policy fleet {
        permit amd-sev-snp { vmpl == 1 }
        permit amd-sev-snp { vmpl == 0 }
        permit amd-sev-snp { chip_id == hex"%s" }
        forbid amd-sev-snp { policy.debug } because "debugging shows all"
      }
      """
          .formatted("00".repeat(64));

  private static Evaluation evaluation() {
    String row = "amd-sev-snp measurement ";
    String rows = row + "00".repeat(48) + "\n" + row + "01".repeat(48) + "\n";
    Map<String, ClaimValue> claims = Samples.machine();
    claims.remove("chip_id");
    return Samples.policy(SOURCE)
        .evaluate(
            new ClaimSet(Samples.SNP, claims),
            Samples.sets(Samples.set("payments/builds", rows).withVersion(4)));
  }

  @Test
  void textSaysWhatWasExpectedAndWhatWasThere() {
    assertThat(evaluation().explanation().render())
        .isEqualTo(
            """
            denied by policy payments-root for amd-sev-snp: a forbid clause is true [policy.forbidden]
            permit amd-sev-snp (line 4) — false
              line 5: vmpl == 1 — false: actual 0
              line 6: measurement in builds — false: actual hex"%s" is not among 2 rows of payments/builds (version 4)
              line 7: policy.debug == false and not policy.smt — true
                policy.debug == false — true: actual false
                policy.smt — false: actual false
              line 8: reported_tcb >= tcb(genoa: { bootloader: 9, tee: 1, snp: 23, microcode: 73 }) — false: actual tcb(genoa: { bootloader: 9, tee: 0, snp: 23, microcode: 72 }) has tee 0 below 1, microcode 72 below 73
              line 10: chip_id == hex"%s" — unknown because claim chip_id is missing
            forbid amd-sev-snp (line 12) — true: not here
              line 12: product == genoa — true: actual genoa
            """
                .formatted(Samples.MEASUREMENT, "00".repeat(64)));
  }

  @Test
  void mapHoldsTheSameForPrograms() {
    Map<String, Object> map = evaluation().explanation().asMap();

    assertThat(map)
        .containsEntry("policy", "payments-root")
        .containsEntry("technology", "amd-sev-snp")
        .containsEntry("permitted", false)
        .containsEntry("reason", "policy.forbidden");
    assertThat(map.get("clauses"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .last()
        .isEqualTo(
            Map.of(
                "kind",
                "forbid",
                "technology",
                "amd-sev-snp",
                "line",
                12,
                "outcome",
                "true",
                "because",
                "not here",
                "conditions",
                List.of(
                    Map.of(
                        "text",
                        "product == genoa",
                        "line",
                        12,
                        "outcome",
                        "true",
                        "checks",
                        List.of(
                            Map.of(
                                "text",
                                "product == genoa",
                                "line",
                                12,
                                "column",
                                24,
                                "claim",
                                "product",
                                "outcome",
                                "true",
                                "expected",
                                "== genoa",
                                "actual",
                                "genoa"))))));
  }

  @Test
  void mapNamesTheDoubt() {
    assertThat(evaluation().explanation().asMap().toString())
        .contains("unknown_because=claim chip_id is missing");
  }

  @Test
  void setWithoutVersionIsNamedByItsDigest() {
    Evaluation evaluation =
        Samples.policy(Samples.permit("guest_svn in others"))
            .evaluate(
                Samples.claims(Map.of()),
                Samples.sets(Samples.set("others", "amd-sev-snp guest_svn 1\n")));

    assertThat(evaluation.explanation().render()).contains("is not among 1 row of others (sha256 ");
  }

  @Test
  void valueOutsideItsSchemaIsNotPrinted() {
    Evaluation evaluation =
        Samples.evaluate(
            "csp_id == \"x\"", Map.of("csp_id", new ClaimValue.Text("\u001b[31mforged")));

    assertThat(evaluation.explanation().render())
        .doesNotContain("forged")
        .contains("unknown because claim csp_id is not text");
    assertThat(evaluation.explanation().asMap().toString()).doesNotContain("forged");
  }

  @Test
  void floorSaysWhichComponentsAreNotWhatTheyHaveToBe() {
    String exactly =
        "reported_tcb == tcb(genoa: { bootloader: %d, tee: 0, snp: 23, microcode: %d })";

    assertThat(Samples.evaluate(exactly.formatted(8, 73), Map.of()).explanation().render())
        .contains(" }) has bootloader 9 above 8, microcode 72 below 73\n");
    assertThat(Samples.evaluate(exactly.formatted(9, 72), Map.of()).explanation().render())
        .contains("microcode: 72 })\n");
    assertThat(
            Samples.evaluate(exactly.replace("==", ">=").formatted(8, 73), Map.of())
                .explanation()
                .render())
        .contains(" }) has microcode 72 below 73\n");
  }

  @Test
  void productWithoutAFloorIsNamed() {
    String floor = "reported_tcb >= tcb(milan: { bootloader: 0, tee: 0, snp: 0, microcode: 0 })";

    assertThat(Samples.evaluate(floor, Map.of()).explanation().render())
        .contains("unknown because the floor does not list product genoa\n");
  }

  @Test
  void rowsAreCounted() {
    String rows = "amd-sev-snp guest_svn 0\namd-sev-snp guest_svn 1\n";
    Policy policy = Samples.policy(Samples.permit("guest_svn not in others"));

    assertThat(
            policy
                .evaluate(
                    Samples.claims(Map.of()),
                    Samples.sets(Samples.set("others", rows).withVersion(2)))
                .explanation()
                .render())
        .contains("false: actual 0 is among 2 rows of others (version 2)\n");
  }

  @Test
  void becauseIsSaidOnlyOfAForbidThatApplies() {
    Policy policy =
        Samples.policy(
            """
            sealkeep 1
            policy p {
              permit amd-sev-snp { vmpl == 0 }
              forbid amd-sev-snp { vmpl == 1 } because "not so"
              forbid amd-sev-snp { csp_id == "x" } because "perhaps so"
            }
            """);

    Explanation explanation = policy.evaluate(Samples.without("csp_id"), Map.of()).explanation();

    assertThat(explanation.render()).doesNotContain("not so").contains("unknown: perhaps so");
    assertThat(explanation.clauses())
        .extracting(ClauseResult::applies)
        .containsExactly(true, false, true);
    assertThat(
            policy
                .evaluate(Samples.claims(Map.of("vmpl", new ClaimValue.Int(1))), Map.of())
                .explanation()
                .clauses())
        .extracting(ClauseResult::applies)
        .containsExactly(false, true, false);
  }

  @Test
  void explanationIsOfTheSetsAtTheTime() {
    Map<String, ReferenceSet> sets =
        new HashMap<>(Samples.sets(Samples.set("others", "amd-sev-snp guest_svn 0\n")));
    Evaluation evaluation =
        Samples.policy(Samples.permit("guest_svn in others"))
            .evaluate(Samples.claims(Map.of()), sets);

    sets.clear();

    assertThat(evaluation.explanation().render()).contains("is among 1 row of others");
  }

  private static Explanation ofFleet(boolean debug) {
    Map<String, ClaimValue> claims = Samples.machine();
    claims.remove("chip_id");
    claims.put("policy.debug", new ClaimValue.Bool(debug));
    return Samples.policy(FLEET)
        .evaluate(new ClaimSet(Samples.SNP, claims), Map.of())
        .explanation();
  }

  @Test
  void aReleaseIsKeptWithoutThePermitsItDidNotNeed() {
    Map<String, Object> kept = ofFleet(false).kept();

    assertThat(kept).containsEntry("permitted", true).containsEntry("permits_left_out", 2);
    assertThat(lines(kept)).containsExactly(4, 6);
  }

  @Test
  void aDenialIsKeptWhole() {
    Explanation denial = ofFleet(true);

    assertThat(denial.kept()).isEqualTo(denial.asMap());
    assertThat(lines(denial.kept())).containsExactly(3, 4, 5, 6);
  }

  private static List<Object> lines(Map<String, Object> explanation) {
    List<Object> lines = new ArrayList<>();
    ((List<?>) explanation.getOrDefault("clauses", List.of()))
        .forEach(clause -> lines.add(((Map<?, ?>) clause).get("line")));
    return lines;
  }
}
