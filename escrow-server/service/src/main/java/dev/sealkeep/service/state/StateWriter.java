package dev.sealkeep.service.state;

import dev.sealkeep.keystore.hierarchy.ContentDigests;
import dev.sealkeep.keystore.hierarchy.KeyHierarchy;
import dev.sealkeep.keystore.hierarchy.NewTenant;
import dev.sealkeep.keystore.hierarchy.StateKind;
import dev.sealkeep.keystore.hierarchy.StateObject;
import dev.sealkeep.keystore.hierarchy.TenantKeys;
import dev.sealkeep.keystore.store.KeyRow;
import dev.sealkeep.keystore.store.KeyVersionRow;
import dev.sealkeep.keystore.store.PolicyRow;
import dev.sealkeep.keystore.store.ReferenceRow;
import dev.sealkeep.keystore.store.Stamp;
import dev.sealkeep.keystore.store.TenantRow;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.ProblemException;
import dev.sealkeep.service.log.LogAppender;
import dev.sealkeep.service.log.LogMember;
import dev.sealkeep.service.log.StateIndex.Newest;
import dev.sealkeep.service.log.StateIndex.Subject;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Changes of state, each a member of a log transaction: the entry is appended first, and the row
 * carries the entry's index under the tenant's MAC (invariant 9).
 */
public final class StateWriter {
  /** How many versions a sealing key may have: each release of it reads and digests all. */
  static final int MAX_KEY_VERSIONS = 1_000;

  private static final Stamp EMPTY = new Stamp(0, new byte[0], 0, new byte[0]);

  private final StateReader reader;
  private final SecureRandom random;
  private final int maxKeyVersions;

  /** Writes rows that {@code reader} will accept. */
  public StateWriter(StateReader reader, SecureRandom random) {
    this(reader, random, MAX_KEY_VERSIONS);
  }

  StateWriter(StateReader reader, SecureRandom random, int maxKeyVersions) {
    this.reader = reader;
    this.random = random;
    this.maxKeyVersions = maxKeyVersions;
  }

  /** Creates a tenant whose secrets were made by {@link KeyHierarchy#createTenant}. */
  public LogMember<TenantRow> createTenant(String name, NewTenant secrets) {
    return appender -> {
      if (appender.newest(new Subject(name, Entry.StateObject.TENANT, name)).isPresent()) {
        throw conflict("The tenant exists already.");
      }
      return putTenant(appender, name, secrets, random);
    };
  }

  /** Writes the first row of a tenant. Used for the reserved tenants at first start too. */
  public static TenantRow putTenant(
      LogAppender appender, String name, NewTenant secrets, SecureRandom random) {
    Stamp stamp =
        stamp(
            appender,
            secrets.keys(),
            new Subject(name, Entry.StateObject.TENANT, name),
            secrets.wrapped().digest(),
            random);
    TenantRow row = secrets.wrapped().row(stamp);
    appender.transaction().putTenant(row);
    return row;
  }

  /** Adds a version of a policy whose source compiles. */
  public LogMember<PolicyRow> putPolicy(String tenant, String name, String source) {
    return appender -> putPolicy(appender, keys(appender, tenant), name, source, random);
  }

  /** Writes a version of a policy of the tenant whose keys these are. */
  static PolicyRow putPolicy(
      LogAppender appender, TenantKeys keys, String name, String source, SecureRandom random) {
    Subject subject = new Subject(keys.tenant(), Entry.StateObject.POLICY, name);
    Stamp stamp = stamp(appender, keys, subject, ContentDigests.policy(source), random);
    PolicyRow row = new PolicyRow(keys.tenant(), name, source, stamp);
    appender.transaction().putPolicy(row);
    return row;
  }

  /** Adds a version of a reference set whose rows parse. */
  public LogMember<ReferenceRow> putReference(String tenant, String name, String rows) {
    return appender -> {
      TenantKeys keys = keys(appender, tenant);
      Subject subject = new Subject(tenant, Entry.StateObject.REFERENCE, name);
      Stamp stamp = stamp(appender, keys, subject, ContentDigests.reference(rows), random);
      ReferenceRow row = new ReferenceRow(tenant, name, rows, stamp);
      appender.transaction().putReference(row);
      return row;
    };
  }

  /** Creates a sealing key, guarded by a policy that must exist. */
  public LogMember<KeyRow> createKey(
      String tenant, String name, String policy, SecretBytes secret) {
    // Whole estates of keys are created at once.
    return LogMember.sharing(
        appender -> {
          TenantKeys keys = keys(appender, tenant);
          if (appender.newest(new Subject(tenant, Entry.StateObject.KEY, name)).isPresent()) {
            throw conflict("The key exists already; rotate it to give it a new version.");
          }
          good(
              reader.within(appender).policy(appender.transaction(), keys, tenant, policy),
              "There is no policy '" + policy + "'; put the policy first.");
          return createKey(appender, keys, name, policy, secret, random);
        });
  }

  /** Writes the first version of a key of the tenant whose keys these are. */
  static KeyRow createKey(
      LogAppender appender,
      TenantKeys keys,
      String name,
      String policy,
      SecretBytes secret,
      SecureRandom random) {
    KeyVersionRow version = wrap(appender, keys, name, 1, secret);
    KeyRow content = new KeyRow(keys.tenant(), name, policy, true, 1, EMPTY);
    KeyRow row = putKey(appender, keys, content, List.of(version), random);
    appender.transaction().putKeyVersion(version);
    return row;
  }

  /**
   * Adds a version to a sealing key, which becomes the current one. A key that has {@link
   * #MAX_KEY_VERSIONS} gets no more.
   */
  public LogMember<KeyRow> rotateKey(String tenant, String name, SecretBytes secret) {
    return appender -> {
      TenantKeys keys = keys(appender, tenant);
      KeyRow key = key(appender, keys, tenant, name);
      List<KeyVersionRow> versions =
          new ArrayList<>(appender.transaction().keyVersions(tenant, name));
      if (versions.size() >= maxKeyVersions) {
        throw conflict(
            """
            The key has %d versions, the most it may have; create a new key and enroll its disks \
            for that.\
            """
                .formatted(versions.size()));
      }
      int next = versions.stream().mapToInt(KeyVersionRow::version).max().orElse(0) + 1;
      KeyVersionRow version = wrap(appender, keys, name, next, secret);
      versions.add(version);
      KeyRow content = new KeyRow(tenant, name, key.policy(), key.enabled(), next, EMPTY);
      KeyRow row = putKey(appender, keys, content, versions, random);
      appender.transaction().putKeyVersion(version);
      return row;
    };
  }

  /** Allows or stops releases of a sealing key. */
  public LogMember<KeyRow> enableKey(String tenant, String name, boolean enabled) {
    return changeKey(
        tenant,
        name,
        key -> new KeyRow(tenant, name, key.policy(), enabled, key.currentVersion(), key.stamp()));
  }

  private LogMember<KeyRow> changeKey(String tenant, String name, UnaryOperator<KeyRow> change) {
    return appender -> {
      TenantKeys keys = keys(appender, tenant);
      KeyRow key = key(appender, keys, tenant, name);
      return putKey(
          appender,
          keys,
          change.apply(key),
          appender.transaction().keyVersions(tenant, name),
          random);
    };
  }

  private static KeyRow putKey(
      LogAppender appender,
      TenantKeys keys,
      KeyRow content,
      List<KeyVersionRow> versions,
      SecureRandom random) {
    Stamp stamp =
        stamp(
            appender,
            keys,
            new Subject(content.tenant(), Entry.StateObject.KEY, content.name()),
            ContentDigests.key(
                content.policy(), content.enabled(), content.currentVersion(), versions),
            random);
    KeyRow row =
        new KeyRow(
            content.tenant(),
            content.name(),
            content.policy(),
            content.enabled(),
            content.currentVersion(),
            stamp);
    appender.transaction().putKey(row);
    return row;
  }

  private static KeyVersionRow wrap(
      LogAppender appender, TenantKeys keys, String name, int version, SecretBytes secret) {
    return new KeyVersionRow(
        keys.tenant(), name, version, keys.wrapKey(name, version, secret), appender.now());
  }

  private TenantKeys keys(LogAppender appender, String tenant) {
    return reader
        .within(appender)
        .tenant(appender.transaction(), tenant)
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.Kind.NOT_FOUND, "There is no tenant '" + tenant + "'."));
  }

  private KeyRow key(LogAppender appender, TenantKeys keys, String tenant, String name) {
    return good(
        reader.within(appender).key(appender.transaction(), keys, tenant, name),
        "There is no key '" + name + "'.");
  }

  private static <R> R good(StateReader.Checked<R> checked, String notFound) {
    return switch (checked) {
      case StateReader.Checked.Good<R>(R row) -> row;
      case StateReader.Checked.Bad<R>(StateFault fault) ->
          throw fault.alarming()
              ? conflict(
                  "The database's row is refused (%s); see the runbook for tampered state."
                      .formatted(fault.code()))
              : new ProblemException(Problem.Kind.NOT_FOUND, notFound);
    };
  }

  private static Stamp stamp(
      LogAppender appender,
      TenantKeys keys,
      Subject subject,
      byte[] contentDigest,
      SecureRandom random) {
    long version = appender.newest(subject).map(Newest::version).orElse(0L) + 1;
    long index =
        appender
            .append(
                DecisionId.random(random),
                subject.tenant(),
                keys.tagKey(),
                header ->
                    new Entry.State(
                        header,
                        subject.object(),
                        subject.name(),
                        version,
                        Digest.of(contentDigest)))
            .index();
    return keys.stamp(
        new StateObject(kind(subject.object()), subject.name(), version, contentDigest, index));
  }

  private static StateKind kind(Entry.StateObject object) {
    return switch (object) {
      case TENANT -> StateKind.TENANT;
      case POLICY -> StateKind.POLICY;
      case REFERENCE -> StateKind.REFERENCE;
      case KEY -> StateKind.KEY;
      case SERVER -> StateKind.SERVER;
    };
  }

  private static ProblemException conflict(String detail) {
    return new ProblemException(Problem.Kind.CONFLICT, detail);
  }
}
