package dev.sealkeep.service.server;

import dev.sealkeep.keystore.store.FailStop;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.log.HighWater;
import dev.sealkeep.service.log.LogMemory;
import dev.sealkeep.service.log.LogWriter;
import dev.sealkeep.service.log.NodeIdentity;
import dev.sealkeep.service.log.NodeRoll;
import dev.sealkeep.service.log.Pace;
import dev.sealkeep.service.log.Successions;
import dev.sealkeep.service.log.VerifiedLog;
import dev.sealkeep.service.log.VerifiedPrefixFile;
import dev.sealkeep.service.metrics.EscrowMeters;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * Opens the database's log for this node to write to: it is verified, holds what this node has
 * signed, is the log that the settings name, and this data directory speaks for the node.
 */
final class LogOpening {
  /** Members that wait for a transaction, at most. */
  private static final int COMMIT_QUEUE = 4_096;

  private final ServerConfiguration configuration;
  private final Installation installation;
  private final Successions successions;
  private final SecureRandom random;

  LogOpening(
      ServerConfiguration configuration,
      Installation installation,
      Successions successions,
      SecureRandom random) {
    this.configuration = configuration;
    this.installation = installation;
    this.successions = successions;
    this.random = random;
  }

  /** The high-water file in a data directory. */
  static HighWater highWater(Path data, FailStop failStop) {
    return new HighWater(data.resolve("high-water"), failStop);
  }

  /**
   * An opened log.
   *
   * @param writer writes to it
   * @param memory makes the next start quick
   */
  record Opened(LogWriter writer, LogMemory memory) {}

  /**
   * Verifies the log and begins this run of the node.
   *
   * @throws StartRefusedException if this node cannot go on in it; the message says what to do
   */
  Opened open(FailStop failStop, InstantSource clock, EscrowMeters meters) {
    HighWater highWater = highWater(configuration.data(), failStop);
    Optional<HighWater.Mark> mark = mark(highWater);
    String origin = installation.logKeys().origin();
    NodeRoll roll = roll();
    VerifiedPrefixFile remembered =
        new VerifiedPrefixFile(
            configuration.data().resolve("verified-log"), installation.logKeys().signer());
    VerifiedLog log =
        VerifiedLog.resume(
            installation.store(), mark.map(m -> successions.demand(m, origin)), remembered);
    checkOrigin(log, origin);
    if (mark.isEmpty() && log.tree().size() > 0 && !configuration.adoptLog()) {
      throw new StartRefusedException(
          "the database holds a log of %d entries, but this node's high-water file is missing."
                  .formatted(log.tree().size())
              + " Put the file back; or, if you know that no newer database exists, set"
              + " adopt-log=true once.");
    }
    LogWriter writer =
        new LogWriter(
            installation.store(),
            installation.logKeys(),
            highWater,
            roll,
            log,
            clock,
            random,
            meters,
            Pace.of(LogWriter.PACE),
            COMMIT_QUEUE);
    return new Opened(
        writer,
        new LogMemory(remembered, installation.store(), writer, log.taken(), LogMemory.SPAN));
  }

  private static Optional<HighWater.Mark> mark(HighWater highWater) {
    try {
      return highWater.read();
    } catch (IOException e) {
      throw new StartRefusedException(e.getMessage() == null ? "" : e.getMessage(), e);
    }
  }

  private NodeRoll roll() {
    Path data = configuration.data();
    String id = NodeIdFile.ensure(data.resolve("node-id"), random);
    Set<String> forgotten = Set.copyOf(configuration.forgetNodes());
    if (configuration.database().isEmpty()) {
      return new NodeRoll(new NodeIdentity(id, id, Set.of()), forgotten);
    }
    Optional<String> registered = installation.store().read(snapshot -> snapshot.nodeRun(id));
    NodeRoll roll =
        new NodeRoll(
            NodeRunsFile.begin(data.resolve("node-runs"), id, registered, random), forgotten);
    Optional<String> _ = installation.store().read(roll::checkRun);
    return roll;
  }

  /** The log's own entries say which log it is; a setting that was put back does not count. */
  private static void checkOrigin(VerifiedLog log, String origin) {
    log.state()
        .opening()
        .filter(opening -> !opening.origin().equals(origin))
        .ifPresent(
            opening -> {
              throw new StartRefusedException(
                  "the database's entries are of the log %s, its settings of %s; restore it"
                      .formatted(opening.origin(), origin));
            });
  }
}
