package dev.sealkeep.agent.derivation;

import dev.sealkeep.protocol.name.Technology;

/**
 * How hardware derived the key of a slot: all that is needed to have it derived again. One record a
 * technology.
 */
public sealed interface Derivation permits SnpDerivation {
  /** Whose hardware. */
  Technology technology();
}
