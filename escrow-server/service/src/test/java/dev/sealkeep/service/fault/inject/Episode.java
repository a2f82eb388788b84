package dev.sealkeep.service.fault.inject;

import java.time.Duration;
import java.util.List;

/**
 * Faults that last together.
 *
 * @param lasting from the begin of the last to the lifting of the first
 * @param calm after it
 */
public record Episode(List<Chosen> faults, Duration lasting, Duration calm) {
  /** Copies the list. */
  public Episode {
    faults = List.copyOf(faults);
  }

  /** A fault and its kind. */
  public record Chosen(FaultKind kind, Fault fault) {}
}
