package dev.sealkeep.service.harness;

import dev.sealkeep.keystore.hierarchy.KeyHierarchy;
import dev.sealkeep.keystore.hierarchy.NewTenant;
import dev.sealkeep.keystore.hierarchy.TenantKeys;
import dev.sealkeep.keystore.kek.LocalFileKek;
import dev.sealkeep.keystore.store.sqlite.SqliteStore;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.LogKeyCertificate;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.log.HighWater;
import dev.sealkeep.service.log.LogAppender;
import dev.sealkeep.service.log.LogKeys;
import dev.sealkeep.service.log.LogMember;
import dev.sealkeep.service.log.LogWriter;
import dev.sealkeep.service.log.NodeIdentity;
import dev.sealkeep.service.log.NodeRoll;
import dev.sealkeep.service.log.Pace;
import dev.sealkeep.service.log.Recorded;
import dev.sealkeep.service.log.VerifiedLog;
import dev.sealkeep.service.metrics.EscrowMeters;
import dev.sealkeep.service.server.CryptoProviders;
import dev.sealkeep.service.state.ReservedTenants;
import dev.sealkeep.service.state.StateReader;
import dev.sealkeep.service.state.StateWriter;
import dev.sealkeep.service.state.TenantDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** A log over a real database, without a server around it. */
public final class LogScene implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path data;
  private final HeldStore store;
  private final KeyHierarchy hierarchy;
  private final LogKeys keys;
  private final EscrowMeters meters = new EscrowMeters();
  private final LogWriter writer;
  private final TenantDirectory tenants;
  private final StateReader reader;
  private final StateWriter states;

  /** Opens a new log in an empty or absent directory, with one clock for everything. */
  public LogScene(Path data, InstantSource clock) {
    this(data, clock, clock, 1_000);
  }

  /** Opens a new log; database and node each have a clock, and so many members may wait. */
  public LogScene(Path data, InstantSource databaseClock, InstantSource nodeClock, int queue) {
    this(data, databaseClock, nodeClock, Pace.of(Duration.ZERO), queue);
  }

  /** Opens a new log whose transactions keep a pace. */
  public LogScene(
      Path data, InstantSource databaseClock, InstantSource nodeClock, Pace pace, int queue) {
    CryptoProviders.install();
    this.data = data;
    try {
      Files.createDirectories(data.resolve("mark"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    hierarchy = new KeyHierarchy(LocalFileKek.create(data.resolve("root-kek")), RANDOM);
    store = new HeldStore(SqliteStore.open(data.resolve("sealkeep.db"), databaseClock));
    LogSigner root = LogSigner.generate("root.test.example", RANDOM);
    LogSigner signer = LogSigner.generate("log.test.example", RANDOM);
    keys =
        new LogKeys(
            signer,
            LogKeyCertificate.issue(root, signer.verifierKey()).format(),
            root.verifierKey());
    VerifiedLog log = VerifiedLog.read(store, Optional.empty());
    writer =
        new LogWriter(
            store,
            keys,
            highWater(),
            new NodeRoll(new NodeIdentity("0123456789abcdef", "run", Set.of()), Set.of()),
            log,
            nodeClock,
            RANDOM,
            meters,
            pace,
            queue);
    commit(ReservedTenants.open(hierarchy, keys.origin(), new byte[32], RANDOM));
    tenants = TenantDirectory.open(store, hierarchy);
    reader = StateReader.of(writer.state(), tenants);
    states = new StateWriter(reader, RANDOM);
  }

  /** Commits a member and waits for its answer. */
  public <T> Recorded<T> commit(LogMember<T> member) {
    return writer.submit(member).join();
  }

  /** Appends an entry nobody else cares about; yields its index. */
  public long append(LogAppender appender) {
    return appender
        .append(
            DecisionId.random(RANDOM),
            Entry.SYSTEM_TENANT,
            tenants.system().tagKey(),
            header -> new Entry.Counts(header, 0, 0, 1, 1))
        .index();
  }

  /** Creates tenant, set {@code builds}, policy {@code root} and key {@code disk}. */
  public void tenant(String name, String policy) {
    try (NewTenant secrets = hierarchy.createTenant(name);
        SecretBytes key = SecretBytes.random(RANDOM, 32)) {
      commit(states.createTenant(name, secrets));
      commit(
          states.putReference(
              name, "builds", "simulated-amd-sev-snp measurement " + Guest.GOOD_HEX + "\n"));
      commit(states.putPolicy(name, "root", policy));
      commit(states.createKey(name, "disk", "root", key));
    }
  }

  /** A tenant's opened keys. */
  public TenantKeys keysOf(String tenant) {
    return store.read(snapshot -> reader.tenant(snapshot, tenant).orElseThrow());
  }

  /** The directory. */
  public Path data() {
    return data;
  }

  /** The store under the log. */
  public HeldStore store() {
    return store;
  }

  /** The database by SQL. */
  public Database database() {
    return new Database(data);
  }

  /** The log's keys. */
  public LogKeys keys() {
    return keys;
  }

  /** The mark of the highest checkpoint signed. */
  public HighWater highWater() {
    return new HighWater(data.resolve("mark").resolve("high-water"));
  }

  /** The hierarchy of secrets. */
  public KeyHierarchy hierarchy() {
    return hierarchy;
  }

  /** The log's writer. */
  public LogWriter writer() {
    return writer;
  }

  /** The tenants' keys. */
  public TenantDirectory tenants() {
    return tenants;
  }

  /** Reads state rows. */
  public StateReader reader() {
    return reader;
  }

  /** Changes state rows. */
  public StateWriter states() {
    return states;
  }

  /** The meters. */
  public EscrowMeters meters() {
    return meters;
  }

  @Override
  public void close() {
    store.close();
    keys.signer().close();
    meters.close();
  }
}
