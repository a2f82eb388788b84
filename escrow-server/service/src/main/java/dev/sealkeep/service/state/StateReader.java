package dev.sealkeep.service.state;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sealkeep.keystore.hierarchy.TenantKeys;
import dev.sealkeep.keystore.store.KeyId;
import dev.sealkeep.keystore.store.KeyRow;
import dev.sealkeep.keystore.store.KeyVersionRow;
import dev.sealkeep.keystore.store.PolicyRow;
import dev.sealkeep.keystore.store.ReferenceRow;
import dev.sealkeep.keystore.store.ReleaseRows;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.Stamp;
import dev.sealkeep.keystore.store.TenantRow;
import dev.sealkeep.policy.Compilation;
import dev.sealkeep.policy.PolicyCompiler;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.reference.ReferenceReading;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.service.log.LogAppender;
import dev.sealkeep.service.log.StateIndex;
import dev.sealkeep.service.log.StateIndex.Newest;
import dev.sealkeep.service.log.StateIndex.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads state rows with suspicion (invariant 9). A row counts only if its digest is that of its
 * content, its MAC is the tenant's, and its index is that of the newest state entry the verified
 * log holds about it. Compiled policies are cached by digest, which the row's MAC covers; rows
 * themselves are read anew each time. A reference set, which may have 8 MiB and which many keys
 * share, counts as it was read and verified for as long as the log knows no newer state of it; at
 * least once in {@link #HELD} it is read again.
 */
public final class StateReader {
  private static final Digest UNKNOWN = Digest.of(new byte[Digest.SHA256_BYTES]);
  private static final KeyId DUMMY = new KeyId(Entry.DUMMY_TENANT, TenantDirectory.DUMMY_KEY);

  /** How long a set counts without being read again. */
  static final Duration HELD = Duration.ofMinutes(1);

  private static final long HELD_BYTES = 256L << 20;

  private final Function<Subject, Optional<Newest>> newest;
  private final TenantDirectory tenants;
  private final Cache<Digest, Optional<Policy>> policies;

  /** Empty inside a transaction, since what it reads of itself may never be committed. */
  private final Optional<Cache<Subject, VerifiedSet>> sets;

  /**
   * A set that was read and found good.
   *
   * @param set empty if the text is none that this version reads
   * @param length characters of the text
   */
  private record VerifiedSet(Stamp stamp, Optional<ReferenceSet> set, int length) {
    static VerifiedSet of(ReferenceRow row) {
      return new VerifiedSet(row.stamp(), read(row), row.rows().length());
    }
  }

  private StateReader(
      Function<Subject, Optional<Newest>> newest,
      TenantDirectory tenants,
      Cache<Digest, Optional<Policy>> policies,
      Optional<Cache<Subject, VerifiedSet>> sets) {
    this.newest = newest;
    this.tenants = tenants;
    this.policies = policies;
    this.sets = sets;
  }

  /** A reader that believes {@code index}. */
  public static StateReader of(StateIndex index, TenantDirectory tenants) {
    return of(index, tenants, Ticker.systemTicker());
  }

  static StateReader of(StateIndex index, TenantDirectory tenants, Ticker ticker) {
    return new StateReader(
        index::newest,
        tenants,
        Caffeine.newBuilder().maximumSize(4_096).build(),
        Optional.of(
            Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(HELD)
                .maximumWeight(HELD_BYTES)
                .weigher(StateReader::weight)
                .build()));
  }

  /**
   * The same reader inside a transaction. A snapshot and the index may be a commit apart; a
   * transaction and its appender never are, so what is stale here is stale indeed.
   */
  public StateReader within(LogAppender appender) {
    return new StateReader(appender::newest, tenants, policies, Optional.empty());
  }

  private static int weight(Subject subject, VerifiedSet set) {
    return 256 + 4 * set.length;
  }

  /** A row, or why it does not count. */
  public sealed interface Checked<R> {
    /** The row counts. */
    record Good<R>(R row) implements Checked<R> {}

    /** It does not. */
    record Bad<R>(StateFault fault) implements Checked<R> {}
  }

  /**
   * Reads what a decision on {@code key} depends on. A tenant or key that does not exist gives the
   * dummy tenant's workload with {@link StateFault#KEY_UNKNOWN}. The dummy's rows are read with
   * those of every key, so that the reads are the same (invariant 11).
   *
   * @param version the version to release; empty for the current one
   */
  public Workload workload(Snapshot snapshot, String tenant, String key, OptionalInt version) {
    List<ReleaseRows> found = snapshot.releaseRows(new KeyId(tenant, key), DUMMY);
    Optional<ReleaseRows> rows = rowsOf(tenant, found);
    Optional<TenantKeys> keys = rows.map(ReleaseRows::tenant).flatMap(tenants::open);
    if (rows.isEmpty() || keys.isEmpty()) {
      return unknown(snapshot, found);
    }
    TenantRow row = rows.get().tenant();
    Subject subject = new Subject(tenant, Entry.StateObject.TENANT, tenant);
    if (check(row, row.stamp(), subject, true) instanceof Checked.Bad<TenantRow> bad) {
      return faulty(tenant, keys.get(), List.of(pin(subject)), bad.fault());
    }
    Workload workload = known(snapshot, rows.get(), key, version, keys.get());
    boolean noKey =
        workload.usable() instanceof Workload.Usable.Faulty(StateFault fault)
            && fault == StateFault.KEY_UNKNOWN;
    return noKey ? unknown(snapshot, found) : workload;
  }

  private static Optional<ReleaseRows> rowsOf(String tenant, List<ReleaseRows> found) {
    return found.stream().filter(rows -> rows.tenant().name().equals(tenant)).findFirst();
  }

  /** A tenant's keys; empty if there is no such tenant, or its row does not count. */
  public Optional<TenantKeys> tenant(Snapshot snapshot, String name) {
    Subject subject = new Subject(name, Entry.StateObject.TENANT, name);
    return snapshot
        .tenant(name)
        .filter(row -> check(row, row.stamp(), subject, true) instanceof Checked.Good<TenantRow>)
        .flatMap(tenants::open);
  }

  private Workload unknown(Snapshot snapshot, List<ReleaseRows> found) {
    TenantKeys keys = tenants.dummy();
    return rowsOf(DUMMY.tenant(), found)
        .map(rows -> known(snapshot, rows, DUMMY.name(), OptionalInt.empty(), keys))
        .map(workload -> faulty(workload, StateFault.KEY_UNKNOWN))
        .orElseGet(() -> faulty(DUMMY.tenant(), keys, List.of(), StateFault.KEY_UNKNOWN));
  }

  private Workload known(
      Snapshot snapshot, ReleaseRows rows, String name, OptionalInt wanted, TenantKeys keys) {
    String tenant = rows.tenant().name();
    List<Workload.Pin> pins = new ArrayList<>();
    pins.add(pin(new Subject(tenant, Entry.StateObject.TENANT, tenant)));
    Subject keySubject = new Subject(tenant, Entry.StateObject.KEY, name);
    pins.add(pin(keySubject));
    KeyRow key;
    switch (key(rows.key(), rows.versions(), keys, keySubject)) {
      case Checked.Bad<KeyRow>(StateFault fault) -> {
        return faulty(tenant, keys, pins, fault);
      }
      case Checked.Good<KeyRow>(KeyRow row) -> key = row;
    }
    Subject policySubject = new Subject(tenant, Entry.StateObject.POLICY, key.policy());
    pins.add(pin(policySubject));
    PolicyRow policy;
    switch (policy(rows.policy(), keys, policySubject)) {
      case Checked.Bad<PolicyRow>(StateFault fault) -> {
        return faulty(tenant, keys, pins, fault);
      }
      case Checked.Good<PolicyRow>(PolicyRow row) -> policy = row;
    }
    Digest digest = Digest.of(policy.stamp().digest());
    Optional<Policy> compiled = policies.get(digest, d -> compile(policy.source()));
    if (compiled.isEmpty()) {
      return faulty(tenant, keys, pins, StateFault.POLICY_REJECTED);
    }
    Map<String, ReferenceSet> references = new TreeMap<>();
    List<Digest> referenceDigests = new ArrayList<>();
    for (String set : compiled.get().referenceSets()) {
      pins.add(pin(new Subject(tenant, Entry.StateObject.REFERENCE, set)));
      switch (reference(snapshot, keys, tenant, set)) {
        case Checked.Bad<Optional<VerifiedSet>>(StateFault fault) -> {
          return faulty(tenant, keys, pins, fault);
        }
        case Checked.Good<Optional<VerifiedSet>>(Optional<VerifiedSet> verified) ->
            verified.ifPresent(
                present -> {
                  referenceDigests.add(Digest.of(present.stamp.digest()));
                  present.set.ifPresent(parsed -> references.put(set, parsed));
                });
      }
    }
    return new Workload(
        tenant,
        keys,
        policy.name(),
        digest,
        referenceDigests,
        pins,
        usable(key, wanted, rows.versions(), policy, compiled.get(), references));
  }

  private static Workload.Usable usable(
      KeyRow key,
      OptionalInt wanted,
      List<KeyVersionRow> versions,
      PolicyRow row,
      Policy policy,
      Map<String, ReferenceSet> references) {
    if (!key.enabled()) {
      return new Workload.Usable.Faulty(StateFault.KEY_DISABLED);
    }
    return versions.stream()
        .filter(version -> version.version() == wanted.orElse(key.currentVersion()))
        .findFirst()
        .<Workload.Usable>map(
            version -> new Workload.Usable.Ready(version, row, policy, references))
        .orElseGet(
            () ->
                new Workload.Usable.Faulty(
                    wanted.isPresent() ? StateFault.KEY_VERSION_UNKNOWN : StateFault.ROW_MISSING));
  }

  /** Reads a key's row. */
  public Checked<KeyRow> key(Snapshot snapshot, TenantKeys keys, String tenant, String name) {
    return key(
        snapshot.key(tenant, name),
        snapshot.keyVersions(tenant, name),
        keys,
        new Subject(tenant, Entry.StateObject.KEY, name));
  }

  private Checked<KeyRow> key(
      Optional<KeyRow> row, List<KeyVersionRow> versions, TenantKeys keys, Subject subject) {
    if (row.isEmpty()) {
      return absent(subject, StateFault.KEY_UNKNOWN);
    }
    return check(row.get(), row.get().stamp(), subject, keys.verifies(row.get(), versions));
  }

  /** Reads the newest version of a policy. */
  public Checked<PolicyRow> policy(Snapshot snapshot, TenantKeys keys, String tenant, String name) {
    return policy(
        snapshot.policy(tenant, name), keys, new Subject(tenant, Entry.StateObject.POLICY, name));
  }

  private Checked<PolicyRow> policy(Optional<PolicyRow> row, TenantKeys keys, Subject subject) {
    if (row.isEmpty()) {
      return absent(subject, StateFault.POLICY_UNKNOWN);
    }
    return check(row.get(), row.get().stamp(), subject, keys.verifies(row.get()));
  }

  /** Reads the newest version of a reference set; good and empty if there never was one. */
  private Checked<Optional<VerifiedSet>> reference(
      Snapshot snapshot, TenantKeys keys, String tenant, String name) {
    Subject subject = new Subject(tenant, Entry.StateObject.REFERENCE, name);
    Optional<VerifiedSet> held =
        sets.map(cache -> cache.getIfPresent(subject)).filter(set -> isNewest(set.stamp, subject));
    if (held.isPresent()) {
      return new Checked.Good<>(held);
    }
    Optional<ReferenceRow> row = snapshot.reference(tenant, name);
    if (row.isEmpty()) {
      return newest.apply(subject).isPresent()
          ? new Checked.Bad<>(StateFault.ROW_MISSING)
          : new Checked.Good<>(Optional.empty());
    }
    boolean authentic = keys.verifies(row.get());
    return switch (check(row.get(), row.get().stamp(), subject, authentic)) {
      case Checked.Good<ReferenceRow>(ReferenceRow good) -> {
        VerifiedSet verified = VerifiedSet.of(good);
        sets.ifPresent(cache -> cache.put(subject, verified));
        yield new Checked.Good<>(Optional.of(verified));
      }
      case Checked.Bad<ReferenceRow>(StateFault fault) -> new Checked.Bad<>(fault);
    };
  }

  private <R> Checked<R> absent(Subject subject, StateFault never) {
    return new Checked.Bad<>(newest.apply(subject).isPresent() ? StateFault.ROW_MISSING : never);
  }

  private <R> Checked<R> check(R row, Stamp stamp, Subject subject, boolean authentic) {
    if (!authentic) {
      return new Checked.Bad<>(StateFault.ROW_FORGED);
    }
    return isNewest(stamp, subject)
        ? new Checked.Good<>(row)
        : new Checked.Bad<>(StateFault.ROW_STALE);
  }

  private boolean isNewest(Stamp stamp, Subject subject) {
    return newest
        .apply(subject)
        .filter(n -> n.index() == stamp.logIndex() && n.version() == stamp.version())
        .isPresent();
  }

  private Workload.Pin pin(Subject subject) {
    return new Workload.Pin(subject, newest.apply(subject).map(Newest::index));
  }

  private static Optional<ReferenceSet> read(ReferenceRow row) {
    return switch (ReferenceSet.parse(row.name(), row.rows())) {
      case ReferenceReading.Parsed parsed ->
          Optional.of(parsed.set().withVersion(row.stamp().version()));
      case ReferenceReading.Rejected rejected -> Optional.empty();
    };
  }

  private static Optional<Policy> compile(String source) {
    return switch (PolicyCompiler.compile(source)) {
      case Compilation.Compiled compiled -> Optional.of(compiled.policy());
      case Compilation.Rejected rejected -> Optional.empty();
    };
  }

  private static Workload faulty(Workload workload, StateFault fault) {
    return new Workload(
        workload.tenant(),
        workload.keys(),
        workload.policyName(),
        workload.policyDigest(),
        workload.referenceDigests(),
        workload.pins(),
        new Workload.Usable.Faulty(fault));
  }

  private static Workload faulty(
      String tenant, TenantKeys keys, List<Workload.Pin> pins, StateFault fault) {
    return new Workload(
        tenant, keys, "", UNKNOWN, List.of(), pins, new Workload.Usable.Faulty(fault));
  }
}
