package dev.sealkeep.service.crash;

import dev.sealkeep.ledger.audit.LogAuditor;
import dev.sealkeep.ledger.audit.TenantAuditor;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.Base64Url;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares what a node had answered with what it shows after its restart. */
final class HistoryChecker {
  private HistoryChecker() {}

  static List<Violation> check(History history, Observed observed) {
    List<Violation> violations = new ArrayList<>();
    items(history, observed, violations);
    releases(history, observed, violations);
    checkpoints(history, observed, violations);
    return violations;
  }

  /** The tenant's entries against the log, as its auditor does it. */
  static List<Violation> audit(Observed observed, JsonObject tenant) {
    byte[] tenantKey = Base64Url.decode(tenant.getString("tenant_key")).orElseThrow();
    try (SecretBytes key = SecretBytes.owning(tenantKey)) {
      return TenantAuditor.check("acme", key, observed.leaves().iterator(), observed.held())
          .findings()
          .stream()
          .<Violation>map(Violation.FailedAudit::new)
          .toList();
    }
  }

  /** The mark that a dead node left: no checkpoint was answered before it was durable. */
  static Optional<Violation> marked(History history, Optional<Checkpoint> mark) {
    return history.checkpoints().stream()
        .max(Comparator.comparingLong(Checkpoint::size))
        .filter(answered -> mark.isEmpty() || mark.get().size() < answered.size())
        .map(answered -> new Violation.MarkBehind(mark, answered));
  }

  private static void items(History history, Observed observed, List<Violation> violations) {
    for (Map.Entry<Item, ItemState> item : history.acknowledged().entrySet()) {
      Optional<ItemState> shown = Optional.ofNullable(observed.items().get(item.getKey()));
      boolean kept = shown.filter(item.getValue()::equals).isPresent();
      boolean moved = shown.isPresent() && shown.equals(history.attempted(item.getKey()));
      if (!kept && !moved) {
        violations.add(new Violation.Lost(item.getKey(), item.getValue(), shown));
      }
    }
  }

  private static void releases(History history, Observed observed, List<Violation> violations) {
    for (History.Released release : history.released()) {
      Optional<String> shown = Optional.ofNullable(observed.releases().get(release.index()));
      if (shown.filter(release.decision()::equals).isEmpty()) {
        violations.add(new Violation.UnloggedRelease(release, shown));
      }
    }
  }

  private static void checkpoints(History history, Observed observed, List<Violation> violations) {
    LogAuditor.replay(observed.leaves().iterator(), history.checkpoints()).findings().stream()
        .filter(finding -> !(finding instanceof LogAuditor.Finding.Confirmed))
        .map(Violation.BrokenCheckpoint::new)
        .forEach(violations::add);
  }
}
