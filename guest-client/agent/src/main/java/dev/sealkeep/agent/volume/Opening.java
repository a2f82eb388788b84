package dev.sealkeep.agent.volume;

import dev.sealkeep.protocol.secret.SecretBytes;

/** What opens a volume before it gets a new slot. */
public sealed interface Opening {
  /** A passphrase of any slot. */
  record Passphrase(SecretBytes passphrase) implements Opening {}

  /** The key of a slot that has a token. */
  record Slot(SlotKey key) implements Opening {}
}
