package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which document of a kind counts.
 *
 * @param chosen the one that counts; without faults, or the best of those that have some
 * @param faults why it does not count after all, or why none does; empty if there is none at all
 */
record Selection<T extends SignedCollateral>(
    Optional<Authenticated<T>> chosen, List<Reason> faults) {
  Selection {
    faults = List.copyOf(faults);
  }

  /** The document, if nothing speaks against it. */
  Optional<T> document() {
    return faults.isEmpty() ? chosen.map(Authenticated::document) : Optional.empty();
  }

  /**
   * Picks the document that fits, counts at that time, and knows most TCB recoveries, the newest of
   * these. When there are documents of the kind but none fits, that is a fault: collateral of
   * another machine shows nothing.
   *
   * @param malformed why other documents of the kind were left out
   */
  static <T extends SignedCollateral> Selection<T> of(
      List<Authenticated<T>> authentic,
      List<Reason> malformed,
      Predicate<T> fits,
      String rootSpkiSha256,
      Instant at) {
    List<Authenticated<T>> fitting =
        authentic.stream()
            .filter(a -> fits.test(a.document()))
            .flatMap(a -> a.under(rootSpkiSha256).stream())
            .sorted(
                Comparator.comparing((Authenticated<T> a) -> a.document().lifetime()).reversed())
            .toList();
    for (Authenticated<T> candidate : fitting) {
      if (candidate.faultsAt(at).isEmpty()) {
        return new Selection<>(Optional.of(candidate), List.of());
      }
    }
    if (!fitting.isEmpty()) {
      return new Selection<>(Optional.of(fitting.getFirst()), fitting.getFirst().faultsAt(at));
    }
    List<Reason> faults = new ArrayList<>(malformed.stream().limit(1).toList());
    if (faults.isEmpty() && !authentic.isEmpty()) {
      faults.add(authentic.getFirst().document().kind().mismatch().plain());
    }
    return new Selection<>(Optional.empty(), faults);
  }
}
