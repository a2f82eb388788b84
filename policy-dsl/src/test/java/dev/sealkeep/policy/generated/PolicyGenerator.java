package dev.sealkeep.policy.generated;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Random policies that compile, over the whole language: several clauses over several technologies,
 * constants, named conditions, reference sets, lists of entries, and every literal.
 */
public final class PolicyGenerator {
  private static final List<String> IDENTITY = List.of("==", "!=");
  private static final List<String> ORDER = List.of("==", "!=", "<", "<=", ">", ">=");
  private static final int DEPTH = 3;

  /** A name of this level within {@link #DEPTH} new ones is as deep as the language allows. */
  private static final int OLD_LEVEL = 5;

  private final Random random;
  private final List<String> declarations = new ArrayList<>();
  private final List<Named> conditions = new ArrayList<>();
  private int deepestLevel;

  /**
   * A named condition.
   *
   * @param scope the claims it is about
   * @param level how deep names within it go
   */
  private record Named(String name, List<Claim> scope, int level) {}

  private PolicyGenerator(Random random) {
    this.random = random;
  }

  /** The source of a policy. */
  public static String policy(Random random) {
    return new PolicyGenerator(random).policy();
  }

  private String policy() {
    String clauses = times(2 + random.nextInt(6), this::clause, "");
    return "sealkeep 1\npolicy generated {\n"
        + "  reference builds = set \"payments/builds\"\n  reference others = set \"others\"\n"
        + String.join("", declarations)
        + clauses
        + "}\n";
  }

  private String clause() {
    String technology = pick(Vocabulary.TECHNOLOGIES);
    List<Claim> claims = Vocabulary.claims(technology);
    boolean forbid = random.nextInt(3) == 0;
    // A long permit and a short forbid are rarely decided.
    int lines = forbid ? 1 + random.nextInt(3) : random.nextInt(3);
    return "  %s %s {\n    %s\n  }%s\n"
        .formatted(
            forbid ? "forbid" : "permit",
            technology,
            times(lines, () -> condition(claims, DEPTH), "\n    "),
            forbid ? " because \"generated\"" : "");
  }

  private String condition(List<Claim> scope, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return test(scope);
    }
    return switch (random.nextInt(7)) {
      case 0 -> condition(scope, depth - 1) + " and " + condition(scope, depth - 1);
      case 1 -> condition(scope, depth - 1) + " or\n " + condition(scope, depth - 1);
      case 2 -> "(" + condition(scope, depth - 1) + "\n or " + test(scope) + ") and " + test(scope);
      case 3 -> "not (" + condition(scope, depth - 1) + ")";
      case 4 -> "not " + test(scope) + " or " + condition(scope, depth - 1);
      case 5 -> named(scope, depth);
      default -> "(" + condition(scope, depth - 1) + ")";
    };
  }

  /** The name of a condition about these claims: an old one, or a new one that may use the old. */
  private String named(List<Claim> scope, int depth) {
    List<Named> known =
        conditions.stream().filter(c -> c.scope().equals(scope) && c.level() <= OLD_LEVEL).toList();
    if (!known.isEmpty() && random.nextBoolean()) {
      Named old = pick(known);
      deepestLevel = Math.max(deepestLevel, old.level());
      return old.name();
    }
    int outside = deepestLevel;
    deepestLevel = 0;
    String condition = condition(scope, depth - 1);
    Named fresh = new Named("condition" + conditions.size(), scope, deepestLevel + 1);
    deepestLevel = Math.max(outside, fresh.level());
    conditions.add(fresh);
    declarations.add("  let " + fresh.name() + " = " + condition + "\n");
    return fresh.name();
  }

  private String test(List<Claim> scope) {
    Claim claim = pick(scope);
    String name = claim.name();
    boolean inSet = claim.type().inReferenceSets();
    return switch (claim.type()) {
      case ClaimType.Entries list -> quantified(name, list);
      case ClaimType.Words _ when random.nextBoolean() ->
          name + maybe(" not") + " contains " + literal(new ClaimType.Text(), word());
      case ClaimType.Words _ -> name + maybe(" not") + " in " + words();
      case ClaimType.Tcb tcb -> name + pick(List.of(" >= ", " == ")) + constant(floor(tcb));
      case ClaimType.Bool _ when random.nextBoolean() -> name;
      case ClaimType _ when inSet && random.nextInt(3) == 0 ->
          name + maybe(" not") + " in " + pick(List.of("builds", "builds", "others"));
      case ClaimType type when inSet && random.nextBoolean() ->
          name + maybe(" not") + " in " + list(type);
      case ClaimType.Int type -> compared(name, type, ORDER);
      case ClaimType.Span type -> compared(name, type, ORDER);
      case ClaimType.Time type -> compared(name, type, ORDER);
      case ClaimType.Bool type -> compared(name, type, IDENTITY);
      case ClaimType.Symbol type -> compared(name, type, IDENTITY);
      case ClaimType.Bytes type -> compared(name, type, IDENTITY);
      case ClaimType.Text type -> compared(name, type, IDENTITY);
    };
  }

  private String compared(String name, ClaimType type, List<String> operators) {
    String literal = literal(type, Vocabulary.value(type, random));
    return name + " " + pick(operators) + " " + constant(literal);
  }

  private String quantified(String name, ClaimType.Entries list) {
    String separator = random.nextBoolean() ? "\n" : " and ";
    String body =
        times(1 + random.nextInt(2), () -> condition(list.fields(), DEPTH - 2), separator);
    return pick(List.of("any ", "all ")) + name + " {\n" + body + "\n}";
  }

  private String list(ClaimType type) {
    String elements =
        times(
            1 + random.nextInt(2),
            () -> {
              String literal = literal(type, Vocabulary.value(type, random));
              return random.nextInt(4) == 0 ? constant(literal) : literal;
            },
            ", ");
    return constantList("[" + elements + "]");
  }

  private String words() {
    return constantList("[" + times(1 + random.nextInt(3), () -> word().display(), ", ") + "]");
  }

  private ClaimValue word() {
    return new ClaimValue.Text("SA-" + (1 + random.nextInt(3)));
  }

  private String floor(ClaimType.Tcb type) {
    SequencedMap<String, ClaimValue.Tcb> vectors = new TreeMap<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      ClaimValue.Tcb vector = Vocabulary.tcb(type, random);
      vectors.put(vector.product(), vector);
    }
    return vectors.values().stream()
        .map(vector -> vector.display().substring("tcb(".length()).replace(" })", " }"))
        .collect(Collectors.joining(", ", "tcb(", ")"));
  }

  /** A literal, or the name of a constant for it. */
  private String constant(String literal) {
    return random.nextInt(4) == 0 ? declared(literal) : literal;
  }

  /** A list, perhaps behind a name; a list that names constants cannot be one. */
  private String constantList(String list) {
    return list.contains("constant") ? list : constant(list);
  }

  private String declared(String value) {
    String name = "constant" + declarations.size();
    declarations.add("  const " + name + " = " + value + "\n");
    return name;
  }

  private String literal(ClaimType type, ClaimValue value) {
    return switch (value) {
      case ClaimValue.Time _ -> '"' + value.display() + '"';
      case ClaimValue.Int number when random.nextBoolean() ->
          "0x" + Long.toHexString(number.value());
      case ClaimValue.Bytes bytes when type instanceof ClaimType.Bytes declared ->
          prefix(declared, bytes.length()) + '"' + bytes.hex() + '"';
      case ClaimValue.Bytes _,
          ClaimValue.Int _,
          ClaimValue.Bool _,
          ClaimValue.Symbol _,
          ClaimValue.Text _,
          ClaimValue.Words _,
          ClaimValue.Entries _,
          ClaimValue.Span _,
          ClaimValue.Tcb _ ->
          value.display();
    };
  }

  private String prefix(ClaimType.Bytes type, int length) {
    return Stream.of("sha256", "sha384", "sha512")
        .filter(_ -> random.nextBoolean())
        .filter(hash -> Integer.parseInt(hash.substring(3)) == length * 8)
        .filter(hash -> type.hash().isEmpty() || type.hash().get().prefix().equals(hash))
        .findFirst()
        .orElse("hex");
  }

  private String maybe(String word) {
    return random.nextInt(3) == 0 ? word : "";
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static String times(int count, Supplier<String> text, String separator) {
    return Stream.generate(text).limit(count).collect(Collectors.joining(separator));
  }
}
