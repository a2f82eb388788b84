package dev.sealkeep.service.server;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.appraise.EvidenceAppraiser;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.keystore.kek.KekRefusedException;
import dev.sealkeep.keystore.store.FailStop;
import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.service.activation.ActivationDesk;
import dev.sealkeep.service.activation.ActivationHandler;
import dev.sealkeep.service.admin.AdminRoute;
import dev.sealkeep.service.admin.AuditHandlers;
import dev.sealkeep.service.admin.KeyHandlers;
import dev.sealkeep.service.admin.LogHandlers;
import dev.sealkeep.service.admin.PolicyHandlers;
import dev.sealkeep.service.admin.ReferenceHandlers;
import dev.sealkeep.service.admin.Scope;
import dev.sealkeep.service.admin.TenantHandlers;
import dev.sealkeep.service.challenge.ChallengeDesk;
import dev.sealkeep.service.challenge.ChallengeSealer;
import dev.sealkeep.service.challenge.SpentChallenges;
import dev.sealkeep.service.cluster.ClusterMeters;
import dev.sealkeep.service.cluster.ClusterNode;
import dev.sealkeep.service.cluster.ClusterRefusedException;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.configuration.TrustedRoot;
import dev.sealkeep.service.http.AdminTokens;
import dev.sealkeep.service.http.WorkerPool;
import dev.sealkeep.service.log.LogDivergedException;
import dev.sealkeep.service.log.LogMember;
import dev.sealkeep.service.log.LogWriter;
import dev.sealkeep.service.log.NodeReplacedException;
import dev.sealkeep.service.log.PublicLog;
import dev.sealkeep.service.log.Successions;
import dev.sealkeep.service.metrics.EscrowMeters;
import dev.sealkeep.service.release.DenialCounts;
import dev.sealkeep.service.release.EntryQuota;
import dev.sealkeep.service.release.RecentRefusals;
import dev.sealkeep.service.release.ReleaseHandler;
import dev.sealkeep.service.release.ReleasePipeline;
import dev.sealkeep.service.state.ReservedTenants;
import dev.sealkeep.service.state.StateReader;
import dev.sealkeep.service.state.StateWriter;
import dev.sealkeep.service.state.TenantDirectory;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: everything from its data directory to its listening socket. {@link #start} returns once
 * the log is verified, the node is warm and {@code /readyz} says so; {@link #close} drains.
 */
public final class EscrowServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EscrowServer.class);
  private static final int ADMIN_THREADS = 2;
  private static final int ADMIN_QUEUE = 256;
  private static final int LOG_THREADS = 1;
  private static final int LOG_QUEUE = 256;
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(15);

  private final Installation installation;
  private final Successions successions;
  private final TlsListener listener;
  private final Readiness readiness;
  private final WorkerPool workers;
  private final WorkerPool adminWorkers;
  private final WorkerPool logReaders;
  private final Admission admission;
  private final CollateralAssembly collateral;
  private final Upkeep upkeep;
  private final DenialCounts counts;
  private final LogWriter writer;
  private final TenantDirectory tenants;
  private final EscrowMeters meters;
  private final FirstTokenFile firstTokenFile;
  private final Optional<String> firstToken;
  private final boolean shared;
  private final Optional<ClusterNode> cluster;

  private EscrowServer(
      ServerConfiguration configuration, InstantSource clock, Duration followInterval) {
    CryptoProviders.install();
    SecureRandom random = new SecureRandom();
    FailStop failStop = new ProcessHalt();
    shared = configuration.database().isPresent();
    installation = Installation.open(configuration, clock, random, failStop);
    try {
      meters = new EscrowMeters();
      readiness = new Readiness();
      successions =
          installation
              .store()
              .read(snapshot -> Successions.read(snapshot, installation.logKeys().root()));
      LogOpening.Opened log =
          new LogOpening(configuration, installation, successions, random)
              .open(failStop, clock, meters);
      writer = log.writer();
      cluster = cluster(configuration, clock);
      firstTokenFile = new FirstTokenFile(configuration.data().resolve("unseen-token"));
      firstToken = openNewLog(random);
      tenants = TenantDirectory.open(installation.store(), installation.hierarchy());
      counts = new DenialCounts(clock, random);
      admission = Admission.of(configuration.load(), configuration.queue(), meters);
      // A permit has at most one task here at a time; nothing is shed behind it.
      workers =
          new WorkerPool("release", configuration.workers(), configuration.load().releasesAtOnce());
      adminWorkers = new WorkerPool("admin", ADMIN_THREADS, ADMIN_QUEUE);
      // What anybody may read of the public log must not stand in an administrator's way.
      logReaders = new WorkerPool("log", LOG_THREADS, LOG_QUEUE);
      meters.gauge(
          "sealkeep.log.writer.impeded",
          "1 while the last transaction failed for want of storage",
          () -> writer.condition() == LogWriter.Condition.IMPEDED ? 1 : 0);
      meters.gauge(
          "sealkeep.releases.held",
          "1 while nothing is released because a restored log's gap is not confirmed",
          () -> writer.state().held() ? 1 : 0);
      meters.gauge("sealkeep.log.size", "Entries in the log", () -> checkpoint().size());
      meters.gauge(
          "sealkeep.log.unverified",
          "Entries that this start took on an earlier run's word and has not verified anew yet",
          log.memory()::unverified);
      collateral =
          CollateralAssembly.of(
              configuration, anchors(configuration), installation.store(), clock, random, meters);
      upkeep =
          new Upkeep(
              writer,
              this::caughtUp,
              followInterval,
              () -> counts.flush(writer, tenants.system()),
              () -> SpentChallenges.forgetOld(installation.store()),
              collateral.service()::refresh,
              log.memory());
      try {
        listener = listen(configuration, clock, random);
      } catch (RuntimeException e) {
        collateral.close();
        throw e;
      }
    } catch (RuntimeException e) {
      installation.close();
      throw e;
    }
  }

  /**
   * Starts a node.
   *
   * @throws StartRefusedException if it refuses; the message says why and what to do
   */
  public static EscrowServer start(ServerConfiguration configuration) {
    return start(configuration, InstantSource.system());
  }

  /** Starts a node that takes the time from {@code clock}. */
  public static EscrowServer start(ServerConfiguration configuration, InstantSource clock) {
    return start(configuration, clock, Upkeep.FOLLOW_INTERVAL);
  }

  /** Starts a node that looks that often for what others have committed, told of it or not. */
  public static EscrowServer start(
      ServerConfiguration configuration, InstantSource clock, Duration followInterval) {
    try {
      EscrowServer server = new EscrowServer(configuration, clock, followInterval);
      server.serve();
      return server;
    } catch (StoreRefusedException
        | StoreUnavailableException
        | KekRefusedException
        | ClusterRefusedException
        | NodeReplacedException
        | LogDivergedException e) {
      throw new StartRefusedException(e.getMessage() == null ? "" : e.getMessage(), e);
    } catch (CompletionException e) {
      throw e.getCause() instanceof StoreUnavailableException unavailable
          ? new StartRefusedException(String.valueOf(unavailable.getMessage()), e)
          : e;
    } catch (UncheckedIOException e) {
      throw new StartRefusedException(
          "the data directory %s cannot be used (%s); check that its disk is well, has room and is not mounted read-only"
              .formatted(configuration.data(), e.getMessage()),
          e);
    }
  }

  private Optional<ClusterNode> cluster(ServerConfiguration configuration, InstantSource clock) {
    ClusterMeters counted = new ClusterMeters(meters.registry());
    if (configuration.cluster().isPresent() && !shared) {
      throw new StartRefusedException(
          "a database file is for one node alone; a cluster needs database-hosts");
    }
    return configuration
        .cluster()
        .map(
            clustering ->
                ClusterNode.of(
                    clustering,
                    installation.logKeys().origin(),
                    () -> checkpoint().size(),
                    writer::catchUp,
                    counted,
                    clock.instant()));
  }

  private Optional<String> openNewLog(SecureRandom random) {
    if (checkpoint().size() > 0) {
      // A node that was killed before it could show the token.
      return firstTokenFile.read().filter(token -> tokens().accepts("Bearer " + token));
    }
    String token = AdminTokens.mint(random);
    firstTokenFile.keep(token);
    LogMember<Boolean> open =
        ReservedTenants.open(
            installation.hierarchy(),
            installation.logKeys().origin(),
            tokens().digest(token),
            random);
    boolean opened =
        writer.submit(appender -> appender.nextIndex() == 0 && open.write(appender)).join().value();
    if (!opened) {
      // Another node has begun the log meanwhile; the token that counts is its.
      firstTokenFile.remove();
      return Optional.empty();
    }
    return Optional.of(token);
  }

  private AdminTokens tokens() {
    return new AdminTokens(installation.store(), installation.tokenKey());
  }

  private TlsListener listen(
      ServerConfiguration configuration, InstantSource clock, SecureRandom random) {
    byte[] keyText = installation.logKeys().keyText().getBytes(StandardCharsets.UTF_8);
    ChallengeDesk challenges =
        new ChallengeDesk(
            new ChallengeSealer(
                installation.challengeKey(), Digest.sha256(keyText).bytes(), random),
            installation.logKeys(),
            !configuration.simulatedRoots().isEmpty(),
            clock);
    StateReader reader = StateReader.of(writer.state(), tenants);
    Scope scope = new Scope(installation.store(), reader, new StateWriter(reader, random), writer);
    RecentRefusals refusals = RecentRefusals.ofHeap();
    TrustAnchors anchors = anchors(configuration);
    ActivationDesk activations =
        new ActivationDesk(
            installation.challengeKey(),
            anchors,
            SignatureChecks.fastest(),
            () -> collateral.service().nothing().content(),
            clock,
            random);
    ReleasePipeline pipeline =
        new ReleasePipeline(
            challenges,
            new EvidenceAppraiser(anchors, SignatureChecks.fastest()),
            activations,
            collateral.service(),
            installation.store(),
            reader,
            new EntryQuota(configuration.denialsPerMinute(), Ticker.systemTicker()),
            new EntryQuota(configuration.denialsPerMinute(), Ticker.systemTicker()),
            clock,
            random,
            meters);
    Routes.Parts parts =
        new Routes.Parts(
            readiness,
            writer::condition,
            configuration.requestDeadline(),
            admission,
            challenges,
            new ActivationHandler(activations, workers, admission.releases()),
            new ReleaseHandler(
                pipeline,
                workers,
                admission.releases(),
                admission.collateralWaits(),
                writer,
                reader,
                counts,
                refusals,
                clock,
                meters),
            new AdminRoute(tokens(), adminWorkers, admission.administration(), this::caughtUp),
            new TenantHandlers(
                scope, installation.hierarchy(), installation.logKeys().root().text()),
            new PolicyHandlers(scope),
            new ReferenceHandlers(scope),
            new KeyHandlers(scope, random),
            new AuditHandlers(scope, refusals, installation.logKeys(), successions),
            new LogHandlers(scope, tenants, random),
            new PublicLog(installation.store(), writer, clock),
            collateral.proxy(),
            logReaders,
            new MetricsHandler(meters, configuration.metricsTokenSha256()));
    TlsListener opened = TlsListener.open(configuration, parts, random, clock.instant());
    try {
      new WarmUp(pipeline, challenges, random).run(opened);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
    meters.gauge(
        "sealkeep.tls.expiry.seconds",
        "Seconds until the certificate that is served ends",
        () -> Duration.between(clock.instant(), opened.certificateEnd()).toSeconds());
    return opened;
  }

  private static TrustAnchors anchors(ServerConfiguration configuration) {
    TrustAnchors anchors = TrustAnchors.vendors();
    for (String root : configuration.simulatedRoots()) {
      anchors = anchors.withSimulated(HexFormat.of().parseHex(root));
    }
    for (TrustedRoot root : configuration.trustedRoots()) {
      anchors = anchors.withTrusted(root.technology(), HexFormat.of().parseHex(root.spkiSha256()));
    }
    return anchors;
  }

  private void serve() {
    upkeep.start();
    readiness.becomeReady();
    cluster.ifPresent(
        node -> {
          writer.afterEachBatch(node::committed);
          node.start();
        });
  }

  /** Only a database server has other nodes. */
  private CompletableFuture<?> caughtUp() {
    return shared ? writer.catchUp() : CompletableFuture.completedFuture(true);
  }

  private void leave() {
    try {
      writer.leave().get(DRAIN_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the others could not be told that this node leaves: {}", e.getMessage());
    }
  }

  private Checkpoint checkpoint() {
    return writer.checkpoint().checkpoint();
  }

  /** The port it listens on. */
  public int port() {
    return listener.port();
  }

  /** The port of the vendors' bare paths; empty if none is configured. */
  public OptionalInt collateralPort() {
    return collateral.bare();
  }

  /** The first admin token; present only on the very first start, and to be shown once. */
  public Optional<String> firstToken() {
    return firstToken;
  }

  /** Says that somebody has been shown {@link #firstToken}, so that no later start shows it. */
  public void firstTokenIsKept() {
    firstTokenFile.remove();
  }

  /** The certificate that clients pin: the node's own CA, or the configured chain. */
  public Path caFile() {
    return listener.caFile();
  }

  /** The log-root key that guests pin. */
  public String logRoot() {
    return installation.logKeys().root().text();
  }

  /** Stops taking requests, finishes those begun, records the counts, and closes the store. */
  @Override
  public void close() {
    if (!readiness.drain()) {
      return;
    }
    listener.drain(DRAIN_LIMIT);
    upkeep.close();
    try {
      counts.flush(writer, tenants.system()).get(DRAIN_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the last counts could not be recorded: {}", e.getMessage());
    }
    if (shared) {
      leave();
    }
    cluster.ifPresent(ClusterNode::close);
    listener.close();
    collateral.close();
    workers.close();
    adminWorkers.close();
    logReaders.close();
    installation.close();
    meters.close();
  }
}
