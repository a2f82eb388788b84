package dev.sealkeep.protocol.hpke;

import dev.sealkeep.protocol.secret.SecretBytes;

/** What came of opening a sealed message. */
public sealed interface HpkeOutcome {
  /** The plaintext, which the caller closes. */
  record Opened(SecretBytes plaintext) implements HpkeOutcome {}

  /** Nothing was opened. */
  record Refused(HpkeFault fault) implements HpkeOutcome {}
}
