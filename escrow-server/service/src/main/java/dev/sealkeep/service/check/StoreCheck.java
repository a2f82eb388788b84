package dev.sealkeep.service.check;

import dev.sealkeep.keystore.store.LogHead;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.sql.OfflineStore;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.service.log.HighWater;
import dev.sealkeep.service.log.LogDivergedException;
import dev.sealkeep.service.log.Successions;
import dev.sealkeep.service.log.VerifiedLog;
import java.util.List;
import java.util.Optional;

/** Checks one store that was opened for reading. */
public final class StoreCheck {
  private static final String ORIGIN = "log-origin";
  private static final String ROOT = "log-root";

  private final OfflineStore store;
  private final Findings findings = new Findings();

  private StoreCheck(OfflineStore store) {
    this.store = store;
  }

  /**
   * Checks everything that can be checked without the root KEK.
   *
   * @param damage what the database itself found wrong with its file
   * @param mark the highest checkpoint that the store's node has signed, if it is known
   */
  public static StoreReport of(
      OfflineStore store, List<String> damage, Optional<HighWater.Mark> mark) {
    return new StoreCheck(store).run(damage, mark);
  }

  private StoreReport run(List<String> damage, Optional<HighWater.Mark> mark) {
    damage.forEach(line -> findings.add(StoreFinding.Code.FILE_DAMAGED, line));
    String origin = store.read(snapshot -> snapshot.serverSetting(ORIGIN)).orElse("");
    boolean headless =
        store.link().query("SELECT size FROM log_head", row -> row.number(1)).isEmpty();
    if (headless) {
      findings.add(StoreFinding.Code.LOG_DIVERGED, "the log has no head");
      return new StoreReport(store.name(), origin, 0, "", findings.all());
    }
    LogHead head = store.read(Snapshot::logHead);
    log(origin, mark).ifPresent(log -> new StateRows(store, log.state(), findings).check());
    new References(store, findings).check(head.size());
    new ArchivedEvidence(store, findings).check(head.size());
    return new StoreReport(
        store.name(), origin, head.size(), Digest.of(head.root()).toString(), findings.all());
  }

  private Optional<VerifiedLog> log(String origin, Optional<HighWater.Mark> mark) {
    try {
      Optional<HighWater.Mark> demanded =
          mark.map(known -> store.read(snapshot -> demand(snapshot, origin, known)));
      return Optional.of(VerifiedLog.read(store, demanded));
    } catch (LogDivergedException e) {
      findings.add(StoreFinding.Code.LOG_DIVERGED, e.getMessage() == null ? "" : e.getMessage());
      return Optional.empty();
    }
  }

  /** A mark may be of a log that this one has taken the place of. */
  private static HighWater.Mark demand(Snapshot snapshot, String origin, HighWater.Mark mark) {
    if (mark.origin().equals(origin)) {
      return mark;
    }
    LogVerifierKey root =
        LogVerifierKey.parse(snapshot.serverSetting(ROOT).orElse(""))
            .toOptional()
            .orElseThrow(() -> new LogDivergedException("the log-root key is malformed"));
    return Successions.read(snapshot, root).demand(mark, origin);
  }
}
