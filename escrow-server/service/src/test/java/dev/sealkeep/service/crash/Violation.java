package dev.sealkeep.service.crash;

import dev.sealkeep.ledger.audit.LogAuditor;
import dev.sealkeep.ledger.audit.TenantAuditor;
import dev.sealkeep.protocol.log.Checkpoint;
import java.util.Optional;

/** A promise that was broken. */
sealed interface Violation {
  /** An acknowledged item is missing, or neither in its acknowledged nor in the asked-for state. */
  record Lost(Item item, ItemState acknowledged, Optional<ItemState> shown) implements Violation {}

  /** A released key has no release entry where its receipt says. */
  record UnloggedRelease(History.Released release, Optional<String> shown) implements Violation {}

  /** The log does not extend a checkpoint that was answered, or the node's own mark. */
  record BrokenCheckpoint(LogAuditor.Finding finding) implements Violation {}

  /** The high-water file does not cover a checkpoint that was answered. */
  record MarkBehind(Optional<Checkpoint> mark, Checkpoint answered) implements Violation {}

  /** The tenant's own entries do not match the log. */
  record FailedAudit(TenantAuditor.Finding finding) implements Violation {}

  /** A client was told what it should not have been told; or the node went away by itself. */
  record WrongAnswer(String what) implements Violation {}

  /** The node did not start again. */
  record NoStart(String why) implements Violation {}
}
