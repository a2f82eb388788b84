package dev.sealkeep.policy.hole;

import dev.sealkeep.policy.evaluate.Formula;
import dev.sealkeep.policy.evaluate.Requirement;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.policy.solve.Admission;
import dev.sealkeep.policy.solve.Constraint;
import dev.sealkeep.policy.solve.Sets;
import dev.sealkeep.policy.solve.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Traits of one kind of machine as constraints beside what a policy admits. */
final class Question {
  private final Machine machine;
  private final Sets sets;
  private final Space space;

  private Question(Machine machine, Sets sets, Space space) {
    this.machine = machine;
    this.sets = sets;
    this.space = space;
  }

  /**
   * Prepares to ask about traits.
   *
   * @return empty if the policy looks a claim up in more sets that are not at hand than the solver
   *     tells apart
   */
  static Optional<Question> of(Admission admission, Machine machine, List<Trait> traits) {
    Space.Builder builder = Space.builder();
    admission.addTo(builder);
    ClaimSchema schema = ClaimSchemas.forTechnology(machine.technology()).orElseThrow();
    Sets sets = admission.sets();
    traits.stream()
        .flatMap(Trait::within)
        .forEach(
            trait -> {
              switch (trait) {
                case Trait.Met met -> builder.add(formula(machine, met.condition()), sets);
                case Trait.StrangeEntry entry ->
                    builder.add(formula(machine, entry.quantified()), sets);
                case Trait.Present present -> builder.add(claim(schema, present.claim()));
                case Trait.Zero zero -> builder.add(claim(schema, zero.claim()));
                case Trait.Missing missing -> builder.add(claim(schema, missing.claim()));
                case Trait.Strange strange ->
                    strange.claims().forEach(name -> builder.add(claim(schema, name)));
                case Trait.All _, Trait.Either _ -> {}
              }
            });
    return builder.build().map(space -> new Question(machine, sets, space));
  }

  private static Formula formula(Machine machine, String condition) {
    return Conditions.of(machine.technology(), condition);
  }

  private static Claim claim(ClaimSchema schema, String name) {
    return schema
        .claim(name)
        .orElseThrow(
            () -> new IllegalStateException("not of " + schema.technology() + ": " + name));
  }

  Space space() {
    return space;
  }

  /**
   * A machine of the kind: it makes the claims it always does, none that it cannot, and they hang
   * together.
   */
  Constraint isGenuine() {
    List<Constraint> parts = new ArrayList<>();
    machine.always().stream().filter(space::has).map(space::isPresent).forEach(parts::add);
    machine.never().stream().filter(space::has).map(space::isMissing).forEach(parts::add);
    parts.add(has(machine.ties()));
    return Constraint.and(parts);
  }

  /** Where a trait is so. */
  Constraint has(Trait trait) {
    return switch (trait) {
      case Trait.Met met -> space.isTrue(formula(machine, met.condition()), sets);
      case Trait.Present present -> space.isPresent(present.claim());
      case Trait.Missing missing -> space.isMissing(missing.claim());
      case Trait.Strange strange ->
          Constraint.and(
              strange.claims().stream()
                  .map(c -> Constraint.or(space.isMissing(c), space.isUnmentioned(c)))
                  .toList());
      case Trait.Zero zero -> space.isZero(zero.claim());
      case Trait.StrangeEntry entry -> hasEntry(entry);
      case Trait.All every -> Constraint.and(every.parts().stream().map(this::has).toList());
      case Trait.Either one -> Constraint.or(one.parts().stream().map(this::has).toList());
    };
  }

  private Constraint hasEntry(Trait.StrangeEntry entry) {
    Formula body =
        formula(machine, entry.quantified())
            .checks()
            .map(Formula.Check::requirement)
            .filter(Requirement.OfEntries.class::isInstance)
            .map(requirement -> ((Requirement.OfEntries) requirement).body())
            .findFirst()
            .orElseThrow();
    return space.hasEntry(entry.list(), body, sets, List.of(entry.field()));
  }
}
