package dev.sealkeep.policy.hole;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every hole that is looked for. */
public final class Catalogue {
  private static final List<Hole> HOLES =
      Stream.of(
              SnpHoles.holes(),
              IntelHoles.holes(),
              BootHoles.holes(),
              TpmHoles.holes(),
              OtherHoles.holes(),
              PlatformHoles.holes())
          .flatMap(List::stream)
          .sorted(Comparator.comparing(Hole::severity).thenComparing(Hole::code))
          .toList();

  private Catalogue() {}

  /** The holes, the worst first. */
  public static List<Hole> holes() {
    return HOLES;
  }

  /** The hole of a code. */
  public static Optional<Hole> hole(String code) {
    return HOLES.stream().filter(hole -> hole.code().equals(code)).findFirst();
  }

  /** Every code, in the order of the holes. */
  public static List<String> codes() {
    return HOLES.stream().map(Hole::code).toList();
  }
}
