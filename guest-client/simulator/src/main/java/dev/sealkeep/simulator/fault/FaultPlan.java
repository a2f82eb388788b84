package dev.sealkeep.simulator.fault;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The faults of one run of a device. It counts the occurrences of each operation; where several
 * faults strike one occurrence, the first in the list does. Thread-safe.
 */
public final class FaultPlan {
  private final List<Fault> faults;
  private final Map<FaultTarget, Integer> occurrences = new EnumMap<>(FaultTarget.class);

  /** A plan of those faults, in order. */
  public FaultPlan(List<Fault> faults) {
    this.faults = List.copyOf(faults);
  }

  /** A plan without faults. */
  public static FaultPlan none() {
    return new FaultPlan(List.of());
  }

  /** A plan of faults as text; see {@link Fault#parse}. */
  public static FaultPlan of(String... faults) {
    return new FaultPlan(List.of(faults).stream().map(Fault::parse).toList());
  }

  /**
   * Counts one occurrence of {@code target} and tells what befalls it.
   *
   * @throws SimulatorGoneException if the simulator is to end now
   */
  public synchronized Optional<FaultEffect> next(FaultTarget target) throws SimulatorGoneException {
    int occurrence = occurrences.merge(target, 1, Integer::sum);
    Optional<FaultEffect> effect =
        faults.stream()
            .filter(fault -> fault.target() == target && fault.strikes(occurrence))
            .map(Fault::effect)
            .findFirst();
    if (effect.isPresent() && effect.get() instanceof FaultEffect.Gone) {
      throw new SimulatorGoneException();
    }
    return effect;
  }
}
