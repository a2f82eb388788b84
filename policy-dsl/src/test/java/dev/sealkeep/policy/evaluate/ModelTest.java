package dev.sealkeep.policy.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.policy.syntax.Expression;
import dev.sealkeep.policy.syntax.Literal;
import dev.sealkeep.policy.syntax.PolicyReader;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.math.BigInteger;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the compiled evaluator with a slow model: random conditions over random machines. The
 * model walks the syntax tree, holds a truth value as the set of answers still possible, and
 * combines them by trying every pair.
 */
class ModelTest {
  private static final int ROUNDS = 1500;
  private static final ReferenceSet BUILDS =
      Samples.set(
          "payments/builds",
          "amd-sev-snp guest_svn 1\namd-sev-snp guest_svn 3\namd-sev-snp product \"genoa\"\n");

  private static final SortedSet<Boolean> EITHER = new TreeSet<>(List.of(false, true));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void evaluatorAgreesWithTheModel(long seed) {
    Random random = new Random(seed);
    Map<Outcome, Integer> seen = new EnumMap<>(Outcome.class);
    for (int round = 0; round < ROUNDS; round++) {
      String condition = condition(random, 4);
      Map<String, ClaimValue> machine = machine(random);
      Policy policy = Samples.policy(Samples.permit(condition));

      Outcome actual =
          policy
              .evaluate(new ClaimSet(Samples.SNP, machine), Samples.sets(BUILDS))
              .explanation()
              .clauses()
              .getFirst()
              .outcome();

      assertThat(actual).as("%s over %s", condition, machine).isEqualTo(model(condition, machine));
      seen.merge(actual, 1, Integer::sum);
    }
    assertThat(seen).hasSize(3);
    assertThat(seen.values()).allMatch(count -> count > ROUNDS / 20);
  }

  @Test
  void modelKnowsKleenesTables() {
    SortedSet<Boolean> yes = new TreeSet<>(List.of(true));
    SortedSet<Boolean> no = new TreeSet<>(List.of(false));

    assertThat(combine(no, EITHER, true)).isEqualTo(no);
    assertThat(combine(yes, EITHER, true)).isEqualTo(EITHER);
    assertThat(combine(yes, EITHER, false)).isEqualTo(yes);
  }

  private static String condition(Random random, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return test(random);
    }
    String left = condition(random, depth - 1);
    String right = condition(random, depth - 1);
    return switch (random.nextInt(6)) {
      case 0 -> left + " and " + right;
      case 1 -> left + " or\n " + right;
      case 2 -> "(" + left + " or " + right + ")\n  and " + right;
      case 3 -> "not (" + left + ")";
      case 4 -> "not " + test(random) + " or " + left;
      default -> "(" + left + ")";
    };
  }

  private static String test(Random random) {
    String number = Integer.toString(random.nextInt(4));
    String operator = List.of("==", "!=", "<", "<=", ">", ">=").get(random.nextInt(6));
    return switch (random.nextInt(9)) {
      case 0 -> "policy.debug";
      case 1 -> "policy.smt == " + random.nextBoolean();
      case 2 -> "vmpl " + operator + " " + number;
      case 3 -> "launch_mit_vector " + operator + " 0xfffffffffffffff" + number;
      case 4 -> "product in [milan, " + (random.nextBoolean() ? "genoa" : "turin") + "]";
      case 5 -> "guest_svn not in builds";
      case 6 -> "product in " + (random.nextInt(4) == 0 ? "others" : "builds");
      case 7 -> "collateral.age " + operator + " " + number + "h";
      default ->
          "reported_tcb >= tcb(genoa: { bootloader: %s, tee: %s, snp: 1, microcode: 1 })"
              .formatted(number, random.nextInt(3));
    };
  }

  private static Map<String, ClaimValue> machine(Random random) {
    Map<String, ClaimValue> claims = new HashMap<>();
    claims.put("policy.debug", new ClaimValue.Bool(random.nextBoolean()));
    claims.put("policy.smt", new ClaimValue.Bool(random.nextBoolean()));
    claims.put("vmpl", new ClaimValue.Int(random.nextInt(4)));
    claims.put("launch_mit_vector", new ClaimValue.Int(-16 + random.nextInt(20)));
    claims.put("guest_svn", new ClaimValue.Int(random.nextInt(5)));
    claims.put(
        "product",
        new ClaimValue.Symbol(List.of("milan", "genoa", "turin").get(random.nextInt(3))));
    claims.put("collateral.age", new ClaimValue.Span(Duration.ofMinutes(random.nextInt(300))));
    claims.put(
        "reported_tcb",
        random.nextInt(4) == 0
            ? Samples.turin(3, 3, 3, 3, 3)
            : Samples.genoa(random.nextInt(4), random.nextInt(3), 1, random.nextInt(3)));
    claims.keySet().removeIf(name -> random.nextInt(5) == 0);
    return claims;
  }

  private static Outcome model(String condition, Map<String, ClaimValue> machine) {
    Diagnostics diagnostics = new Diagnostics(DiagnosticCode.TOO_MANY_ERRORS);
    PolicySyntax syntax = PolicyReader.read(Samples.permit(condition), diagnostics).orElseThrow();
    assertThat(diagnostics.inOrder()).isEmpty();
    SortedSet<Boolean> answers = new TreeSet<>(List.of(true));
    for (PolicySyntax.Line line : syntax.clauses().getFirst().conditions()) {
      answers = combine(answers, answers(line.expression(), machine), true);
    }
    return answers.size() == 2 ? Outcome.UNKNOWN : answers.first() ? Outcome.TRUE : Outcome.FALSE;
  }

  private static SortedSet<Boolean> combine(
      SortedSet<Boolean> left, SortedSet<Boolean> right, boolean and) {
    SortedSet<Boolean> answers = new TreeSet<>();
    for (boolean a : left) {
      for (boolean b : right) {
        answers.add(and ? a && b : a || b);
      }
    }
    return answers;
  }

  private static SortedSet<Boolean> answers(
      Expression expression, Map<String, ClaimValue> machine) {
    return switch (expression) {
      case Expression.And and -> fold(and.parts(), machine, true);
      case Expression.Or or -> fold(or.parts(), machine, false);
      case Expression.Not not -> {
        SortedSet<Boolean> flipped = new TreeSet<>();
        answers(not.operand(), machine).forEach(answer -> flipped.add(!answer));
        yield flipped;
      }
      case Expression.Flag flag -> leaf(machine.get(flag.claim().text()), "==", "true");
      case Expression.Comparison comparison ->
          leaf(
              machine.get(comparison.claim().text()),
              comparison.operator().sign(),
              spell(comparison.literal()));
      case Expression.InList list -> {
        ClaimValue value = machine.get(list.claim().text());
        yield value == null
            ? EITHER
            : one(
                list.elements().stream().anyMatch(e -> spell(e).equals(value.display()))
                    != list.negated());
      }
      case Expression.InSet set -> {
        ClaimValue value = machine.get(set.claim().text());
        if (value == null || !set.alias().text().equals("builds")) {
          yield EITHER;
        }
        yield one(List.of("1", "3", "genoa").contains(value.display()) != set.negated());
      }
      case Expression.Contains _, Expression.Quantified _, Expression.Faulty _ ->
          throw new AssertionError("faulty: " + expression);
    };
  }

  private static SortedSet<Boolean> fold(
      List<Expression> parts, Map<String, ClaimValue> machine, boolean and) {
    return parts.stream()
        .map(part -> answers(part, machine))
        .reduce((a, b) -> combine(a, b, and))
        .orElseThrow();
  }

  private static SortedSet<Boolean> one(boolean answer) {
    return new TreeSet<>(List.of(answer));
  }

  /** Compares by spelling and by big integers, as the evaluator does not. */
  private static SortedSet<Boolean> leaf(
      @Nullable ClaimValue value, String operator, String literal) {
    return switch (value) {
      case null -> EITHER;
      case ClaimValue.Int number ->
          one(holds(new BigInteger(Long.toUnsignedString(number.value())), operator, literal));
      case ClaimValue.Span span ->
          one(holds(BigInteger.valueOf(span.value().toSeconds()), operator, literal));
      case ClaimValue.Tcb tcb when tcb.product().equals("genoa") -> {
        int[] floor = List.of(literal.split(",")).stream().mapToInt(Integer::parseInt).toArray();
        int[] has = tcb.components().values().stream().mapToInt(i -> i).toArray();
        boolean all = true;
        for (int i = 0; i < floor.length; i++) {
          all &= has[i] >= floor[i];
        }
        yield one(all);
      }
      case ClaimValue.Tcb _ -> EITHER;
      case ClaimValue.Bool _,
          ClaimValue.Symbol _,
          ClaimValue.Text _,
          ClaimValue.Words _,
          ClaimValue.Entries _,
          ClaimValue.Time _,
          ClaimValue.Bytes _ ->
          one(value.display().equals(literal) == operator.equals("=="));
    };
  }

  private static boolean holds(BigInteger left, String operator, String literal) {
    int order = left.compareTo(new BigInteger(literal));
    return (operator.contains("=") && !operator.equals("!=") && order == 0)
        || (operator.startsWith("<") && order < 0)
        || (operator.startsWith(">") && order > 0)
        || (operator.equals("!=") && order != 0);
  }

  private static String spell(Literal literal) {
    return switch (literal) {
      case Literal.Flag flag -> Boolean.toString(flag.value());
      case Literal.Int number -> Long.toUnsignedString(number.value());
      case Literal.Symbol symbol -> symbol.word();
      case Literal.Hex hex -> hex.value().display();
      case Literal.Text text -> text.value();
      case Literal.Span span -> Long.toString(span.value().toSeconds());
      case Literal.Tcb tcb ->
          String.join(
              ",",
              tcb.floors().getFirst().components().stream()
                  .map(component -> Long.toString(component.value()))
                  .toList());
      case Literal.Faulty _ -> throw new AssertionError("faulty");
    };
  }
}
