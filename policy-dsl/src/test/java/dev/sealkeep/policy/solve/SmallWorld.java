package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A few thousand machines, and random policies that tell them apart. */
public final class SmallWorld {
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

  static ClaimValue list(Map<?, ?>... entries) {
    List<Map<String, ClaimValue>> all = new ArrayList<>();
    for (Map<?, ?> entry : entries) {
      Map<String, ClaimValue> copy = new HashMap<>();
      entry.forEach((key, value) -> copy.put((String) key, (ClaimValue) value));
      all.add(copy);
    }
    return new ClaimValue.Entries(all);
  }

  static Map<String, ClaimValue> entry(String subject, String issuer) {
    return Map.of("subject", new ClaimValue.Text(subject), "issuer", new ClaimValue.Text(issuer));
  }

  private static List<Optional<ClaimValue>> maybe(ClaimValue... values) {
    List<Optional<ClaimValue>> all = new ArrayList<>(List.of(Optional.empty()));
    for (ClaimValue value : values) {
      all.add(Optional.of(value));
    }
    return all;
  }

  /** Every machine there is. */
  public static final List<ClaimSet> MACHINES = machines();

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
    return machines.stream().map(SmallWorld::machine).toList();
  }

  /** A machine that makes these claims alone. */
  public static ClaimSet machine(Map<String, ClaimValue> claims) {
    return new ClaimSet(Samples.SNP, claims);
  }

  private SmallWorld() {}

  /** The sets that its policies name. */
  public static Map<String, ReferenceSet> sets() {
    return Samples.sets(BUILDS);
  }

  /** A policy over claims of this world. */
  public static String policy(Random random) {
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
}
