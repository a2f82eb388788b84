package dev.sealkeep.policy.hole;

import dev.sealkeep.policy.evaluate.Formula;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which claims show a trait to a reader. */
final class Telling {
  private Telling() {}

  /** Those that conditions ask about, and the first of those that are strange together. */
  static SortedSet<String> claims(Machine machine, Trait trait) {
    return trait
        .within()
        .flatMap(part -> of(machine, part))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> of(Machine machine, Trait part) {
    return switch (part) {
      case Trait.Met met ->
          Conditions.of(machine.technology(), met.condition())
              .checks()
              .map((Formula.Check check) -> check.claim().name());
      case Trait.Present present -> Stream.of(present.claim());
      case Trait.Missing missing -> Stream.of(missing.claim());
      case Trait.Strange strange -> strange.claims().stream().limit(1);
      case Trait.Zero zero -> Stream.of(zero.claim());
      case Trait.StrangeEntry entry -> Stream.of(entry.list());
      case Trait.All _, Trait.Either _ -> Stream.empty();
    };
  }
}
