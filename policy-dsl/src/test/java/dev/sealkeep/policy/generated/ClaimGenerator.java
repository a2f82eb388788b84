package dev.sealkeep.policy.generated;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.SequencedSet;

/**
 * Random machines and reference sets. A machine may lack claims and have values outside the schema;
 * a set may be missing.
 */
public final class ClaimGenerator {
  private static final int ROWS = 12;

  private final Random random;

  /** A generator on a source of randomness. */
  public ClaimGenerator(Random random) {
    this.random = random;
  }

  /** One of the technologies that {@link PolicyGenerator} writes clauses for. */
  public String technology() {
    return Vocabulary.TECHNOLOGIES.get(random.nextInt(Vocabulary.TECHNOLOGIES.size()));
  }

  /** What a machine of a technology says. */
  public ClaimSet claims(String technology) {
    Map<String, ClaimValue> claims = new LinkedHashMap<>();
    for (Claim claim : Vocabulary.claims(technology)) {
      Vocabulary.machineValue(claim.type(), random)
          .ifPresent(value -> claims.put(claim.name(), value));
    }
    return new ClaimSet(technology, claims);
  }

  /** The sets at hand. */
  public Map<String, ReferenceSet> references() {
    Map<String, ReferenceSet> sets = new LinkedHashMap<>();
    for (String name : Vocabulary.SETS) {
      if (random.nextInt(6) > 0) {
        sets.put(name, Samples.set(name, rows()));
      }
    }
    return sets;
  }

  private String rows() {
    SequencedSet<String> rows = new LinkedHashSet<>();
    for (String technology : Vocabulary.TECHNOLOGIES) {
      for (Claim claim : Vocabulary.claims(technology)) {
        if (claim.type() instanceof ClaimType.Entries list) {
          list.fields().forEach(field -> row(rows, technology, claim.name() + ".", field));
        } else {
          row(rows, technology, "", claim);
        }
      }
    }
    return String.join("", rows);
  }

  private void row(SequencedSet<String> rows, String technology, String prefix, Claim claim) {
    if (claim.type().inReferenceSets()) {
      for (int i = random.nextInt(ROWS / 4); i > 0; i--) {
        rows.add(
            "%s %s%s %s%n"
                .formatted(
                    technology,
                    prefix,
                    claim.name(),
                    cell(Vocabulary.value(claim.type(), random))));
      }
    }
  }

  private static String cell(ClaimValue value) {
    return switch (value) {
      case ClaimValue.Bytes bytes -> bytes.hex();
      case ClaimValue.Symbol symbol -> '"' + symbol.value() + '"';
      case ClaimValue.Int _,
          ClaimValue.Text _,
          ClaimValue.Bool _,
          ClaimValue.Words _,
          ClaimValue.Entries _,
          ClaimValue.Time _,
          ClaimValue.Span _,
          ClaimValue.Tcb _ ->
          value.display();
    };
  }
}
