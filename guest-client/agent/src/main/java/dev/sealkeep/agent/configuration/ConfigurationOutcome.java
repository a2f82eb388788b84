package dev.sealkeep.agent.configuration;

import java.util.List;

/** What came of reading a configuration. */
public sealed interface ConfigurationOutcome {
  /** Every key was good. */
  record Valid(GuestConfiguration configuration, DeviceSettings devices)
      implements ConfigurationOutcome {}

  /** All that is wrong, one line each, each with what to do. */
  record Invalid(List<String> problems) implements ConfigurationOutcome {}
}
