package dev.sealkeep.agent.configuration;

import java.nio.file.Path;
import java.util.List;

/** Which event logs go beside evidence that speaks of registers. */
public sealed interface LogChoice {
  /** The log that the firmware of the technology keeps, if it is there. */
  record Usual() implements LogChoice {}

  /** These, all of which must be there; none if the list is empty. */
  record Named(List<Path> files) implements LogChoice {
    /** Copies the list. */
    public Named {
      files = List.copyOf(files);
    }
  }
}
