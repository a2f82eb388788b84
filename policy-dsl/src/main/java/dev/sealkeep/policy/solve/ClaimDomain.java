package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.Requirement;
import java.util.List;
import java.util.Optional;

/** The values of one claim, as far as some requirements tell them apart. */
sealed interface ClaimDomain permits ScalarDomain, WordsDomain, TcbDomain, EntriesDomain {
  /** The claim's name. */
  String claim();

  /** Its facets; the first one has a cell 0 for a claim that is missing. */
  List<Facet> facets();

  /** Where a requirement is true. */
  Constraint isTrue(Requirement requirement, Sets sets);

  /** Where a requirement is false; elsewhere it is unknown. */
  Constraint isFalse(Requirement requirement, Sets sets);

  /** Writes the cells of a value, or of none, into {@code cells} at the facets' indices. */
  void locate(Optional<ClaimValue> value, int[] cells);

  /** A value in the cells chosen, or none where the claim is missing. */
  Optional<ClaimValue> value(Assignment assignment);

  /** The claim is there. */
  default Constraint isPresent() {
    Facet presence = facets().getFirst();
    return new Constraint.In(presence, Cells.one(0, presence.cells()).complement());
  }

  /** The claim is missing. */
  default Constraint isMissing() {
    return isPresent().negated();
  }
}
