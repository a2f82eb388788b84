package dev.sealkeep.policy.hole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.generated.NaiveEvaluator;
import dev.sealkeep.policy.generated.PolicyGenerator;
import dev.sealkeep.policy.hole.HoleCases.HoleCase;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.policy.schema.ClaimSchemas;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoleSearchTest {
  private static Findings search(String items) {
    return HoleSearch.of(Samples.policy(HoleCases.source(items)), Map.of());
  }

  private static Set<String> codes(Findings findings) {
    return findings.found().stream().map(f -> f.hole().code()).collect(Collectors.toSet());
  }

  @Test
  void anEmptyClauseHasEveryHoleOfItsTechnologyThatNoWorseOneHides() {
    for (String technology : ClaimSchemas.technologies()) {
      Set<String> expected = new TreeSet<>();
      for (Hole hole : Catalogue.holes()) {
        hole.ways().stream()
            .filter(way -> way.machine().technology().equals(technology) && way.moot().isEmpty())
            .forEach(_ -> expected.add(hole.code()));
      }

      Findings findings = search("permit " + technology + " { }");

      assertThat(expected).as(technology).isNotEmpty();
      assertThat(codes(findings)).as(technology).isEqualTo(expected);
      assertThat(findings.undecided()).isEmpty();
    }
  }

  @Test
  void aReportLooksLikeAMachineThatHasThePinnedValues() {
    String measurement = "1d".repeat(48);
    Finding finding =
        search("permit amd-sev-snp { measurement == hex\"%s\" }".formatted(measurement))
            .found()
            .stream()
            .filter(f -> f.hole().code().equals("hole.snp.debug"))
            .findFirst()
            .orElseThrow();

    assertThat(finding.report().claims())
        .containsKeys("policy.debug", "chip_id", "report_id", "platform.ecc_en", "certificates")
        .containsEntry("measurement", ClaimValue.Bytes.ofHex(measurement))
        .containsEntry("product", new ClaimValue.Symbol("genoa"))
        .containsEntry("cpuid.model", new ClaimValue.Int(0x11))
        .containsEntry("policy.debug", new ClaimValue.Bool(true));
    assertThat(finding.tellingClaims()).containsOnlyKeys("measurement", "policy.debug");
    assertThat(finding.clause().technology()).isEqualTo("amd-sev-snp");
    assertThat(finding.machine()).isEqualTo("amd-sev-snp");
  }

  @Test
  void everyClauseThatLeavesAHoleOpenIsNamed() {
    Findings findings =
        search(
            "permit amd-sev-snp { vmpl == 0 }\npermit amd-sev-snp { not policy.debug }\n"
                + "permit amd-sev-snp { measurement in builds }");

    assertThat(findings.found())
        .filteredOn(f -> f.hole().code().equals("hole.snp.debug"))
        .extracting(f -> f.clause().line())
        .containsExactly(11, 13);
  }

  @Test
  void theWorstComeFirst() {
    List<HoleSeverity> severities =
        search("permit amd-sev-snp { }").found().stream().map(f -> f.hole().severity()).toList();

    assertThat(severities).isSorted().contains(HoleSeverity.CRITICAL, HoleSeverity.LOW);
  }

  @Test
  void aClauseThatNothingMeetsHasNoHole() {
    assertThat(search("permit amd-sev-snp {\nvmpl == 0\nvmpl == 1\n}").found()).isEmpty();
    assertThat(search("permit azure-vtpm {\nsnp.vmpl == 0\ntdx.td_attributes.debug\n}").found())
        .isEmpty();
  }

  @Test
  void aClauseThatLetsNoMachineInIsNamed() {
    String clauses =
        """
        permit tpm2 { tpm.ak_bound_by == hardware_vmpl0 }
        permit tpm2 { tpm.ak_bound_by in [enrolled, hardware_vmpl0] }
        permit tpm2 { tpm.ak_bound_by == none }
        permit amd-sev-snp { tpm2.tpm.ak_bound_by == hardware_vmpl0 }
        permit amd-sev-snp { tpm2.tpm.ak_bound_by in [none, hardware_vmpl0] }
        permit amd-sev-snp { tpm2.tpm.ak_bound_by == ek_certificate }
        permit amd-sev-snp { product == milan }
        forbid amd-sev-snp { product == milan } because "never"
        permit intel-tdx { event_log.command_line == "quiet" or event_log.command_line != "quiet" }
        permit tpm2 { event_log.command_line == "quiet" }
        permit nvidia-gpu { intel_tdx.event_log.command_line == "quiet" }
        permit azure-vtpm { tdx.mr_td in builds }
        permit svsm-vtpm { tpm.ak_bound_by == hardware_vmpl0 }
        """;

    assertThat(search(clauses).unmet())
        .containsExactly(
            new Findings.Unmet("tpm2", 11),
            new Findings.Unmet("tpm2", 13),
            new Findings.Unmet("amd-sev-snp", 14),
            new Findings.Unmet("amd-sev-snp", 15),
            new Findings.Unmet("amd-sev-snp", 17),
            new Findings.Unmet("intel-tdx", 19),
            new Findings.Unmet("nvidia-gpu", 21));
  }

  @Test
  void whatASetAtHandHoldsIsLookedAt() {
    Policy policy =
        Samples.policy(HoleCases.source("permit amd-sev-snp { id_key_digest in builds }"));
    ReferenceSet unsigned =
        Samples.set("builds", "amd-sev-snp id_key_digest " + "00".repeat(48) + "\n");
    ReferenceSet signed =
        Samples.set("builds", "amd-sev-snp id_key_digest " + "1d".repeat(48) + "\n");

    assertThat(codes(HoleSearch.of(policy, Samples.sets(unsigned))))
        .contains("hole.snp.measurement-unpinned");
    assertThat(codes(HoleSearch.of(policy, Samples.sets(signed))))
        .doesNotContain("hole.snp.measurement-unpinned");
  }

  @Test
  void pastTheBoundAHoleIsUndecidedAndNotAbsent() {
    Policy policy =
        Samples.policy(HoleCases.source("permit amd-sev-snp { policy.smt or vmpl == 0 }"));

    Findings findings = HoleSearch.of(policy, Map.of(), 3);

    assertThat(findings.found()).isEmpty();
    assertThat(findings.undecided()).hasSizeGreaterThan(10);
    assertThat(findings.undecided()).extracting(Findings.Undecided::line).containsOnly(11);
  }

  @Test
  void aClaimLookedUpInTooManyUnknownSetsIsUndecided() {
    String either =
        IntStream.range(0, 7)
            .mapToObj(
                i ->
                    List.of("builds", "images", "firmware", "chips", "fleet", "gpus", "realms")
                        .get(i))
            .map(set -> "measurement in " + set)
            .collect(Collectors.joining(" or "));

    Findings findings = search("permit amd-sev-snp { " + either + " }");

    assertThat(findings.found()).isEmpty();
    assertThat(findings.undecided())
        .extracting(u -> u.hole().code())
        .contains("hole.snp.debug", "hole.snp.measurement-unpinned");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsFoundIsAdmittedIsDangerousAndCouldExist(long seed) {
    PolicyMixer mixer = new PolicyMixer(new Random(seed));
    Set<String> seen = new HashSet<>();
    for (int round = 0; round < 12; round++) {
      String source = HoleCases.source(mixer.items());
      Policy policy = Samples.policy(source);
      for (Finding finding : HoleSearch.of(policy, Map.of()).found()) {
        requireTrue(source, policy, finding);
        seen.add(finding.hole().code());
      }
    }
    assertThat(seen).hasSizeGreaterThan(15);
  }

  /** Over the whole language: nothing is beyond the search, and what it finds is let in. */
  @Test
  void everyPolicyIsDecided() {
    int found = 0;
    for (long seed = 0; seed < 40; seed++) {
      String source = PolicyGenerator.policy(new Random(seed));
      Policy policy = Samples.policy(source);
      Findings findings = HoleSearch.of(policy, Map.of());
      assertThat(findings.undecided()).as(source).isEmpty();
      for (Finding finding : findings.found()) {
        requireAdmitted(source, policy, finding);
        found++;
      }
    }
    assertThat(found).isGreaterThan(500);
  }

  private static void requireAdmitted(String source, Policy policy, Finding finding) {
    Map<String, ReferenceSet> sets = new HashMap<>();
    policy.referenceSets().forEach(name -> sets.put(name, ReferenceSet.of(name, Set.of())));
    sets.putAll(finding.assumed());
    assertThat(NaiveEvaluator.of(source).evaluate(finding.report(), sets).reason().permits())
        .as(() -> finding.hole() + "\n" + source + finding.report())
        .isTrue();
  }

  private static void requireTrue(String source, Policy policy, Finding finding) {
    requireAdmitted(source, policy, finding);
    String scene = finding.hole() + "\n" + source + finding.report();
    Hole.Way way =
        finding.hole().ways().stream()
            .filter(w -> w.machine().describe().equals(finding.machine()))
            .findFirst()
            .orElseThrow();
    NaiveTrait naive = new NaiveTrait(source, finding.report(), finding.assumed().values());
    assertThat(naive.isSo(way.dangerous())).as(scene).isTrue();
    assertThat(naive.isSo(way.machine().ties())).as(scene).isTrue();
    assertThat(finding.report().claims().keySet()).as(scene).containsAll(way.machine().always());
    assertThat(finding.report().claims())
        .as(scene)
        .doesNotContainKeys(way.machine().never().toArray(String[]::new));
  }

  @Test
  void everyOpenCaseIsAdmittedDangerousAndCouldExist() throws IOException {
    for (HoleCase one : HoleCases.all()) {
      for (Finding finding : one.search().found()) {
        requireTrue(HoleCases.source(one.items()), one.policy(), finding);
      }
    }
  }

  @Test
  void theCureOfAFindingClosesIt() throws IOException {
    for (HoleCase one : HoleCases.all()) {
      List<Finding> found = one.search().found();
      if (one.open() && found.stream().allMatch(finding -> finding.cure().isCondition())) {
        String items = one.items();
        for (Finding finding : found) {
          String clause = "permit " + finding.clause().technology() + " {";
          items = items.replace(clause, clause + "\n" + written(finding.cure().text()));
        }
        HoleCase cured = new HoleCase(one.code(), false, one.name(), items);
        assertThat(cured.search().found()).as(items).isEmpty();
      }
    }
  }

  /** A cure with values in place of its dots. */
  private static String written(String cure) {
    return cure.replace("sha384\"...\"", "sha384\"" + "1d".repeat(48) + '"')
        .replace("sha256\"...\"", "sha256\"" + "1d".repeat(32) + '"')
        .replace("hex\"...\"", "hex\"" + "1d".repeat(64) + '"')
        .replace("[\"...\"]", "[\"INTEL-SA-00001\"]")
        .replace(", ...)", ")");
  }
}
