package dev.sealkeep.policy.hole;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.generated.NaiveEvaluator;
import dev.sealkeep.policy.reference.ReferenceRow;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a trait is so of some claims, told from the policy's text: a value is strange if it does
 * not stand in it, nor in a set.
 */
final class NaiveTrait {
  private final String source;
  private final ClaimSet claims;
  private final Collection<ReferenceSet> sets;

  NaiveTrait(String source, ClaimSet claims, Collection<ReferenceSet> sets) {
    this.source = source.toLowerCase(Locale.ROOT);
    this.claims = claims;
    this.sets = sets;
  }

  boolean isSo(Trait trait) {
    return switch (trait) {
      case Trait.Met met -> isTrue(met.condition());
      case Trait.Present present -> claims.get(present.claim()).isPresent();
      case Trait.Missing missing -> claims.get(missing.claim()).isEmpty();
      case Trait.Strange strange -> strange.claims().stream().allMatch(this::isStrange);
      case Trait.Zero zero -> claims.get(zero.claim()).filter(this::isZero).isPresent();
      case Trait.StrangeEntry entry -> isTrue(entry.quantified()) && hasStrangeEntry(entry);
      case Trait.All every -> every.parts().stream().allMatch(this::isSo);
      case Trait.Either one -> one.parts().stream().anyMatch(this::isSo);
    };
  }

  private boolean isTrue(String condition) {
    String policy =
        "sealkeep 1\npolicy naive {\npermit %s {\n%s\n}\n}\n"
            .formatted(claims.technology(), condition);
    return NaiveEvaluator.of(policy).evaluate(claims, Map.of()).reason().permits();
  }

  private boolean isStrange(String claim) {
    Optional<ClaimValue> value = claims.get(claim);
    return value.isEmpty() || isUnheardOf(value.get());
  }

  private boolean isUnheardOf(ClaimValue value) {
    return switch (value) {
      case ClaimValue.Bytes bytes -> !source.contains(bytes.hex()) && !isHeld(value);
      case ClaimValue.Words words ->
          words.values().stream().anyMatch(word -> !source.contains(word.toLowerCase(Locale.ROOT)));
      case ClaimValue.Text text ->
          !source.contains('"' + text.value().toLowerCase(Locale.ROOT) + '"') && !isHeld(value);
      case ClaimValue.Int _,
          ClaimValue.Bool _,
          ClaimValue.Symbol _,
          ClaimValue.Time _,
          ClaimValue.Span _,
          ClaimValue.Tcb _,
          ClaimValue.Entries _ ->
          !isHeld(value);
    };
  }

  private boolean isHeld(ClaimValue value) {
    return sets.stream()
        .flatMap(set -> set.rows().stream())
        .map(ReferenceRow::value)
        .anyMatch(value::equals);
  }

  private boolean isZero(ClaimValue value) {
    boolean held = isHeld(value);
    return switch (value) {
      case ClaimValue.Bytes bytes ->
          !held && (bytes.hex().matches("0*") || !source.contains("00".repeat(bytes.length())));
      case ClaimValue.Int number -> !held && number.value() == 0;
      case ClaimValue.Words _,
          ClaimValue.Text _,
          ClaimValue.Bool _,
          ClaimValue.Symbol _,
          ClaimValue.Time _,
          ClaimValue.Span _,
          ClaimValue.Tcb _,
          ClaimValue.Entries _ ->
          false;
    };
  }

  private boolean hasStrangeEntry(Trait.StrangeEntry strange) {
    return claims.get(strange.list()).orElseThrow() instanceof ClaimValue.Entries list
        && list.entries().stream()
            .map(entry -> entry.get(strange.field()))
            .anyMatch(value -> value != null && isUnheardOf(value));
  }
}
