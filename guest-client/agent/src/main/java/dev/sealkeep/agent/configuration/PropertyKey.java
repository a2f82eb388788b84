package dev.sealkeep.agent.configuration;

import java.util.Optional;

/** A key of a properties file, with what it means and what stands for an absent one. */
public interface PropertyKey {
  /** The key as it stands in the file. */
  String spelling();

  /** The value of an absent key; empty if the key must be there. */
  Optional<String> fallback();

  /** What it means, in one line. */
  String meaning();
}
