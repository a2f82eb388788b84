package dev.sealkeep.agent.volume;

import dev.sealkeep.protocol.secret.SecretBytes;

/** What opens a volume before it gets a new slot. */
public sealed interface Opening {
  /** A passphrase of any slot. */
  record Passphrase(SecretBytes passphrase) implements Opening {}

  /** An older version of the escrow's key, as {@code get} wrote it. */
  record OldKey(SecretBytes key) implements Opening {}
}
