package dev.sealkeep.policy.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the solver with a search that evaluates every machine of a small world: what the search
 * finds the solver does, and what the solver finds the evaluator confirms.
 */
class SolverTest {
  private static final ReferenceSet BUILDS =
      Samples.set(
          "payments/builds",
          """
          amd-sev-snp guest_svn 1
          amd-sev-snp product "genoa"
          amd-sev-snp certificates.subject "CN=a"
          """);

  private static final List<List<Optional<ClaimValue>>> WORLD =
      List.of(
          maybe(new ClaimValue.Int(0), new ClaimValue.Int(1), new ClaimValue.Int(2)),
          maybe(new ClaimValue.Symbol("genoa"), new ClaimValue.Symbol("turin")),
          maybe(new ClaimValue.Bool(true), new ClaimValue.Bool(false)),
          maybe(
              Samples.genoa(0, 1, 0, 0),
              Samples.genoa(1, 0, 0, 0),
              Samples.genoa(1, 1, 0, 0),
              Samples.turin(1, 1, 0, 0, 0)),
          maybe(
              list(),
              list(entry("CN=a", "CN=r")),
              list(entry("CN=b", "CN=r")),
              list(entry("CN=b", "CN=s")),
              list(entry("CN=a", "CN=s")),
              list(entry("CN=a", "CN=r"), entry("CN=b", "CN=s")),
              list(entry("CN=a", "CN=s"), entry("CN=b", "CN=r")),
              list(Map.of())));
  private static final List<String> CLAIMS =
      List.of("guest_svn", "product", "policy.debug", "reported_tcb", "certificates");

  private static ClaimValue list(Map<?, ?>... entries) {
    List<Map<String, ClaimValue>> all = new ArrayList<>();
    for (Map<?, ?> entry : entries) {
      Map<String, ClaimValue> copy = new HashMap<>();
      entry.forEach((key, value) -> copy.put((String) key, (ClaimValue) value));
      all.add(copy);
    }
    return new ClaimValue.Entries(all);
  }

  private static Map<String, ClaimValue> entry(String subject, String issuer) {
    return Map.of("subject", new ClaimValue.Text(subject), "issuer", new ClaimValue.Text(issuer));
  }

  private static List<Optional<ClaimValue>> maybe(ClaimValue... values) {
    List<Optional<ClaimValue>> all = new ArrayList<>(List.of(Optional.empty()));
    for (ClaimValue value : values) {
      all.add(Optional.of(value));
    }
    return all;
  }

  private static final List<ClaimSet> MACHINES = machines();

  private static List<ClaimSet> machines() {
    List<Map<String, ClaimValue>> machines = List.of(Map.of());
    for (int i = 0; i < CLAIMS.size(); i++) {
      List<Map<String, ClaimValue>> more = new ArrayList<>();
      for (Map<String, ClaimValue> machine : machines) {
        for (Optional<ClaimValue> value : WORLD.get(i)) {
          Map<String, ClaimValue> next = new HashMap<>(machine);
          String claim = CLAIMS.get(i);
          value.ifPresent(v -> next.put(claim, v));
          more.add(next);
        }
      }
      machines = more;
    }
    return machines.stream().map(Samples::claims).toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void solverFindsWhatTryingEveryMachineFinds(long seed) {
    Random random = new Random(seed);
    int satisfiable = 0;
    for (int round = 0; round < 150; round++) {
      String source = source(random);
      Policy policy = Samples.policy(source);
      boolean expected =
          MACHINES.stream()
              .anyMatch(claims -> policy.evaluate(claims, Samples.sets(BUILDS)).permitted());

      Verdict verdict = admitted(policy, Samples.sets(BUILDS));

      if (verdict instanceof Verdict.Satisfiable found) {
        ClaimSet witness = Samples.claims(found.claims());
        assertThat(policy.evaluate(witness, Samples.sets(BUILDS)).permitted())
            .as("%s admits %s", source, witness)
            .isTrue();
        satisfiable++;
      } else {
        assertThat(verdict).as(source).isEqualTo(new Verdict.Unsatisfiable());
        assertThat(expected).as(source).isFalse();
      }
    }
    assertThat(satisfiable).isBetween(15, 145);
  }

  private static Verdict admitted(Policy policy, Map<String, ReferenceSet> sets) {
    Admission admission = new Admission(policy, Samples.SNP, sets);
    Space.Builder builder = Space.builder();
    admission.addTo(builder);
    Space space = builder.build().orElseThrow();
    return Solver.solve(space, admission.admits(space));
  }

  private static String source(Random random) {
    StringBuilder source =
        new StringBuilder("sealkeep 1\npolicy p {\nreference builds = set \"payments/builds\"\n");
    for (int i = 0; i <= random.nextInt(2); i++) {
      source.append("permit amd-sev-snp {\n");
      for (int line = 0; line < 3 + random.nextInt(4); line++) {
        source.append(condition(random, 2)).append('\n');
      }
      source.append("}\n");
    }
    for (int i = 0; i < random.nextInt(3); i++) {
      source.append("forbid amd-sev-snp {\n");
      source.append(condition(random, 2)).append('\n').append(condition(random, 1));
      source.append("\n} because \"x\"\n");
    }
    return source.append("}\n").toString();
  }

  private static String condition(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return test(random);
    }
    String left = condition(random, depth - 1);
    String right = condition(random, depth - 1);
    return switch (random.nextInt(3)) {
      case 0 -> "(" + left + " and " + right + ")";
      case 1 -> "(" + left + " or " + right + ")";
      default -> "not (" + left + ")";
    };
  }

  private static String test(Random random) {
    String floor =
        "tcb(genoa: { bootloader: %d, tee: %d, snp: 0, microcode: 0 })"
            .formatted(random.nextInt(2), random.nextInt(2));
    return switch (random.nextInt(10)) {
      case 0 -> "policy.debug";
      case 1 -> "guest_svn >= " + random.nextInt(3);
      case 2 -> "guest_svn != " + random.nextInt(3);
      case 3 -> "product == " + (random.nextBoolean() ? "genoa" : "turin");
      case 4 -> "product " + (random.nextBoolean() ? "" : "not ") + "in builds";
      case 5 -> "guest_svn in builds";
      case 6 -> "reported_tcb " + (random.nextBoolean() ? ">= " : "== ") + floor;
      default ->
          (random.nextBoolean() ? "any" : "all")
              + " certificates { "
              + field(random)
              + (random.nextBoolean() ? " and " : " or ")
              + field(random)
              + " }";
    };
  }

  private static String field(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> "subject == \"CN=" + (random.nextBoolean() ? "a" : "b") + '"';
      case 1 -> "issuer != \"CN=" + (random.nextBoolean() ? "r" : "s") + '"';
      default -> "subject in builds";
    };
  }

  @Test
  void aSetThatIsNotAtHandMayHoldWhatIsNeeded() {
    Policy policy =
        Samples.policy(
            Samples.permit(
                "measurement in builds\nmeasurement != hex\"%s\"".formatted("00".repeat(48))));

    Verdict.Satisfiable found = (Verdict.Satisfiable) admitted(policy, Map.of());

    assertThat(found.assumed()).containsOnlyKeys("payments/builds\nmeasurement");
    assertThat(found.assumed().values().iterator().next())
        .containsExactly(found.claims().get("measurement"));
  }

  @Test
  void aSearchEndsAtItsBound() {
    Policy policy =
        Samples.policy(Samples.permit("vmpl == 0 or policy.smt\nvmpl == 1 or policy.debug"));
    Admission admission = new Admission(policy, Samples.SNP, Map.of());
    Space.Builder builder = Space.builder();
    admission.addTo(builder);
    Space space = builder.build().orElseThrow();

    assertThat(Solver.solve(space, admission.admits(space), 3)).isEqualTo(new Verdict.Exhausted());
  }

  @Test
  void nearAnswersChangeNoMoreThanTheyMay() {
    Policy policy =
        Samples.policy(
            Samples.permit(
                "vmpl == 0\npolicy.debug == false\ncollateral.age <= 7d\n"
                    + "any certificates { subject == \"CN=a\" }"));
    Admission admission = new Admission(policy, Samples.SNP, Map.of());
    Space.Builder builder = Space.builder();
    admission.addTo(builder);
    Space space = builder.build().orElseThrow();
    Map<String, ClaimValue> actual = new HashMap<>();
    actual.put("vmpl", new ClaimValue.Int(2));
    actual.put("policy.debug", new ClaimValue.Bool(false));
    actual.put("collateral.age", new ClaimValue.Span(Duration.ofDays(9)));
    actual.put("certificates", list(entry("CN=a", "CN=r"), entry("CN=b", "CN=r")));

    assertThat(Solver.solveNear(space, admission.admits(space), actual, 1, 1_000_000))
        .isEqualTo(new Verdict.Unsatisfiable());
    Verdict.Satisfiable near =
        (Verdict.Satisfiable)
            Solver.solveNear(space, admission.admits(space), actual, 2, 1_000_000);
    assertThat(near.claims().get("certificates")).isEqualTo(actual.get("certificates"));
    assertThat(near.claims().get("policy.debug")).isEqualTo(actual.get("policy.debug"));
    assertThat(policy.evaluate(Samples.claims(near.claims()), Map.of()).permitted()).isTrue();
  }
}
