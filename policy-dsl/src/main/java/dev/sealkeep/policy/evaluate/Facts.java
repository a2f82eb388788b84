package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.Map;
import java.util.Optional;

/** What a policy is evaluated on. */
record Facts(ClaimSet claims, Map<String, ReferenceSet> references) {
  Optional<ReferenceSet> reference(String set) {
    return Optional.ofNullable(references.get(set));
  }
}
