package dev.sealkeep.cli.audit;

import dev.sealkeep.ledger.audit.LogAuditor;
import dev.sealkeep.ledger.audit.TenantAuditor;
import java.util.Optional;

/**
 * Something that does not hold, in words.
 *
 * @param code the stable code, listed in docs/reference/cli.md
 * @param message what was found where
 */
record Finding(String code, String message) {

  /** Empty for a checkpoint that was confirmed. */
  static Optional<Finding> of(LogAuditor.Finding found) {
    return switch (found) {
      case LogAuditor.Finding.Confirmed _ -> Optional.empty();
      case LogAuditor.Finding.WrongRoot _ ->
          say(found, "the leaves do not give the root that the checkpoint states");
      case LogAuditor.Finding.MissingLeaves(var checkpoint, long present) ->
          say(
              found,
              "%d leaves, where the checkpoint covers %d".formatted(present, checkpoint.size()));
      case LogAuditor.Finding.Replaced(var now, var earlier) ->
          say(
              found,
              "the log is %s, where the last verified one was %s"
                  .formatted(now.origin(), earlier.origin()));
      case LogAuditor.Finding.RolledBack(var now, var earlier) ->
          say(
              found,
              "the log has %d leaves, where %d were verified before"
                  .formatted(now.size(), earlier.size()));
      case LogAuditor.Finding.Rewritten(_, var earlier) ->
          say(
              found,
              "the first %d leaves are not those that were verified before"
                  .formatted(earlier.size()));
    };
  }

  private static Optional<Finding> say(LogAuditor.Finding found, String message) {
    return Optional.of(new Finding(found.code(), message));
  }

  static Finding of(TenantAuditor.Finding found) {
    long index = found.index();
    String message =
        switch (found) {
          case TenantAuditor.Finding.Unopened _ ->
              "leaf %d is the tenant's, but was not listed".formatted(index);
          case TenantAuditor.Finding.WrongCommitment _ ->
              "leaf %d does not open to the listed entry".formatted(index);
          case TenantAuditor.Finding.WrongTag _ ->
              "leaf %d does not bear the tenant's tag".formatted(index);
          case TenantAuditor.Finding.NoSuchLeaf _ ->
              "entry %d is listed, but the checkpoint covers no such leaf".formatted(index);
          case TenantAuditor.Finding.RepeatedIndex _ ->
              "entry %d is listed more than once".formatted(index);
          case TenantAuditor.Finding.NoEntry(_, var fault) ->
              "entry %d: %s".formatted(index, fault.code());
          case TenantAuditor.Finding.ForeignTenant(_, String tenant) ->
              "entry %d is of the tenant %s".formatted(index, tenant);
          case TenantAuditor.Finding.RepeatedId(_, var id) ->
              "entry %d has the id %s of an entry before it".formatted(index, id);
          case TenantAuditor.Finding.TimeReversed _ ->
              "entry %d is older than one before it".formatted(index);
        };
    return new Finding(found.code(), message);
  }
}
