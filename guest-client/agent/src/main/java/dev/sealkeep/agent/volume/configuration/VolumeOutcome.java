package dev.sealkeep.agent.volume.configuration;

import java.util.List;

/** What came of reading what a configuration says of a volume. */
public sealed interface VolumeOutcome {
  /** Every key was good. */
  record Valid(VolumeConfiguration configuration) implements VolumeOutcome {}

  /** All that is wrong, one line each, each with what to do. */
  record Invalid(List<String> problems) implements VolumeOutcome {
    /** Copies the list. */
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
