package dev.sealkeep.service.check;

import dev.sealkeep.keystore.hierarchy.ContentDigests;
import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.Stamp;
import dev.sealkeep.keystore.store.sql.OfflineStore;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.service.log.StateIndex;
import dev.sealkeep.service.log.StateIndex.Newest;
import dev.sealkeep.service.log.StateIndex.Subject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds the newest state row of each object against the verified log. A row's MAC is for a node to
 * check, which has the KEK; index, version and digest are checked here, and the content against the
 * digest. One row is in memory at a time.
 */
final class StateRows {
  private final OfflineStore store;
  private final StateIndex index;
  private final Findings findings;
  private final Set<Subject> seen = new HashSet<>();

  /** What a row says of itself. */
  @SuppressWarnings("ArrayRecordComponent") // compared by Arrays.equals
  private record Content(Stamp stamp, byte[] digest) {}

  StateRows(OfflineStore store, StateIndex index, Findings findings) {
    this.store = store;
    this.index = index;
    this.findings = findings;
  }

  void check() {
    subjects(Entry.StateObject.TENANT, "SELECT tenant, tenant FROM tenant ORDER BY tenant");
    subjects(
        Entry.StateObject.POLICY, "SELECT DISTINCT tenant, name FROM policy ORDER BY tenant, name");
    subjects(
        Entry.StateObject.REFERENCE,
        "SELECT DISTINCT tenant, name FROM reference_set ORDER BY tenant, name");
    subjects(Entry.StateObject.KEY, "SELECT tenant, name FROM sealing_key ORDER BY tenant, name");
    for (Subject subject : index.subjects()) {
      if (!seen.contains(subject) && subject.object() != Entry.StateObject.SERVER) {
        findings.add(
            StoreFinding.Code.STATE_MISSING,
            "the log knows %s, which has no row".formatted(text(subject)));
      }
    }
  }

  private void subjects(Entry.StateObject object, String sql) {
    store
        .link()
        .query(sql, row -> new Subject(row.text(1), object, row.text(2)))
        .forEach(this::check);
  }

  private void check(Subject subject) {
    seen.add(subject);
    Optional<Content> content = store.read(snapshot -> content(snapshot, subject));
    Optional<Newest> newest = index.newest(subject);
    if (content.isEmpty()) {
      return;
    }
    Stamp stamp = content.get().stamp();
    if (newest.isEmpty()
        || newest.get().index() != stamp.logIndex()
        || newest.get().version() != stamp.version()) {
      findings.add(
          StoreFinding.Code.STATE_STALE,
          "the row of %s is of entry %d, where the log's newest is %s"
              .formatted(
                  text(subject),
                  stamp.logIndex(),
                  newest.map(entry -> "entry " + entry.index()).orElse("none")));
    } else if (!Arrays.equals(content.get().digest(), stamp.digest())
        || !Arrays.equals(logged(stamp.logIndex()), stamp.digest())) {
      findings.add(
          StoreFinding.Code.STATE_CHANGED,
          "the row of %s is not what log entry %d records"
              .formatted(text(subject), stamp.logIndex()));
    }
  }

  private static Optional<Content> content(Snapshot snapshot, Subject subject) {
    String tenant = subject.tenant();
    String name = subject.name();
    return switch (subject.object()) {
      case TENANT ->
          snapshot
              .tenant(name)
              .map(
                  row ->
                      new Content(
                          row.stamp(),
                          ContentDigests.tenant(
                              row.wrappedKek(), row.wrappedTagKey(), row.wrappedStateKey())));
      case POLICY ->
          snapshot
              .policy(tenant, name)
              .map(row -> new Content(row.stamp(), ContentDigests.policy(row.source())));
      case REFERENCE ->
          snapshot
              .reference(tenant, name)
              .map(row -> new Content(row.stamp(), ContentDigests.reference(row.rows())));
      case KEY ->
          snapshot
              .key(tenant, name)
              .map(
                  row ->
                      new Content(
                          row.stamp(),
                          ContentDigests.key(
                              row.policy(),
                              row.enabled(),
                              row.currentVersion(),
                              snapshot.keyVersions(tenant, name))));
      case SERVER -> Optional.empty();
    };
  }

  /** The digest in a state entry; empty bytes if the entry is none. */
  private byte[] logged(long at) {
    List<LogRow> rows = store.read(snapshot -> snapshot.log(at, at + 1));
    boolean one = rows.size() == 1;
    return one
            && Entry.decode(rows.getFirst().entry())
                instanceof LogResult.Accepted<Entry>(Entry.State state)
        ? state.digest().bytes()
        : new byte[0];
  }

  private static String text(Subject subject) {
    return "%s %s of tenant %s".formatted(subject.object().tag(), subject.name(), subject.tenant());
  }
}
