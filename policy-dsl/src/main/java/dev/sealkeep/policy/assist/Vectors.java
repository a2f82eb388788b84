package dev.sealkeep.policy.assist;

import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.policy.schema.ClaimType;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The types of TCB vectors. */
final class Vectors {
  private Vectors() {}

  /** The type of a claim; without a claim every one there is. */
  static List<ClaimType.Tcb> of(Optional<Claim> claim) {
    Stream<ClaimType> types =
        claim.isPresent()
            ? claim.stream().map(Claim::type)
            : ClaimSchemas.technologies().stream()
                .flatMap(tag -> ClaimSchemas.forTechnology(tag).stream())
                .flatMap(schema -> schema.byName().values().stream())
                .map(Claim::type);
    return types.mapMulti(Vectors::only).distinct().toList();
  }

  private static void only(ClaimType type, Consumer<ClaimType.Tcb> vectors) {
    if (type instanceof ClaimType.Tcb vector) {
      vectors.accept(vector);
    }
  }
}
