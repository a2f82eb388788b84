package dev.sealkeep.service.server;

import dev.sealkeep.keystore.kek.KekRefusedException;
import dev.sealkeep.keystore.store.LogHead;
import dev.sealkeep.ledger.succession.Succession;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.LogKeyCertificate;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.log.HighWater;
import dev.sealkeep.service.log.LogDivergedException;
import dev.sealkeep.service.log.LogSuccessor;
import dev.sealkeep.service.log.Successions;
import dev.sealkeep.service.log.VerifiedLog;
import dev.sealkeep.service.state.TenantDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * The database of stopped nodes after an older one was put back: finds what its log has lost, and
 * opens a new log on the rest. Every method throws {@link StartRefusedException} if the database or
 * what belongs to it cannot be used, and what the store's opener does.
 */
public final class RestoredStore implements AutoCloseable {
  private static final int SUFFIX_BYTES = 4;

  private final Installation installation;
  private final Successions successions;
  private final VerifiedLog log;
  private final Loss loss;
  private final SecureRandom random;

  private RestoredStore(
      Installation installation,
      Successions successions,
      VerifiedLog log,
      Loss loss,
      SecureRandom random) {
    this.installation = installation;
    this.successions = successions;
    this.log = log;
    this.loss = loss;
    this.random = random;
  }

  /**
   * What a log has lost.
   *
   * @param kept the log as far as the database holds it
   * @param newest the time of its newest entry
   * @param signed the highest checkpoint that a node is known to have signed, at least {@code kept}
   */
  public record Loss(Checkpoint kept, Instant newest, Checkpoint signed) {
    /** How many entries are known to be lost. */
    public long entries() {
      return signed.size() - kept.size();
    }
  }

  /**
   * Opens the database that a node is configured with, and verifies its log.
   *
   * @param marks the highest checkpoints that nodes have signed
   */
  public static RestoredStore open(ServerConfiguration configuration, List<HighWater.Mark> marks) {
    CryptoProviders.install();
    SecureRandom random = new SecureRandom();
    Installation installation;
    try {
      installation = Installation.openMade(configuration, random);
    } catch (KekRefusedException e) {
      throw new StartRefusedException(String.valueOf(e.getMessage()), e);
    }
    boolean opened = false;
    try {
      RestoredStore store = verified(installation, marks, random);
      opened = true;
      return store;
    } catch (LogDivergedException e) {
      throw new StartRefusedException(String.valueOf(e.getMessage()), e);
    } finally {
      if (!opened) {
        installation.close();
      }
    }
  }

  private static RestoredStore verified(
      Installation installation, List<HighWater.Mark> marks, SecureRandom random) {
    String origin = installation.logKeys().origin();
    Successions successions =
        installation
            .store()
            .read(snapshot -> Successions.read(snapshot, installation.logKeys().root()));
    LogHead head = installation.store().read(snapshot -> snapshot.logHead());
    VerifiedLog log = VerifiedLog.read(installation.store(), Optional.empty());
    Checkpoint kept = new Checkpoint(origin, log.tree().size(), log.tree().root());
    Checkpoint signed = kept;
    for (HighWater.Mark mark : marks) {
      HighWater.Mark demanded = successions.demand(mark, origin);
      if (demanded.size() <= kept.size()) {
        // Another history is no older state of this one, and nothing may be built on it.
        VerifiedLog _ = VerifiedLog.read(installation.store(), Optional.of(demanded));
      } else if (demanded.size() == signed.size() && !demanded.root().equals(signed.root())) {
        throw new LogDivergedException(
            "two nodes have signed different logs of %d entries; keep all files and tell the auditors"
                .formatted(signed.size()));
      } else if (demanded.size() > signed.size()) {
        signed = new Checkpoint(origin, demanded.size(), demanded.root());
      }
    }
    return new RestoredStore(
        installation, successions, log, new Loss(kept, head.time(), signed), random);
  }

  /** What its log has lost. */
  public Loss loss() {
    return loss;
  }

  /** Whether its log has taken the place of another, and has no other entry yet. */
  public boolean succeeded() {
    return loss.entries() == 0
        && successions.chain().size() > 0
        && successions.chain().getLast().succession().kept().size() + 1 == loss.kept.size();
  }

  /**
   * Opens a new log on the rest, in one transaction.
   *
   * @param rootKey the file of the log-root key
   * @param origin the new log's name; made from the old one's if absent
   */
  public Succession succeed(Path rootKey, Optional<String> origin) {
    String name = origin.orElseGet(this::newName);
    try (LogSigner root = root(rootKey);
        LogSigner signer = signer(name)) {
      Succession succession =
          new Succession(
              installation.logKeys().signer().verifierKey(),
              signer.verifierKey(),
              loss.kept,
              loss.signed,
              Instant.now().truncatedTo(ChronoUnit.MILLIS));
      String certificate = LogKeyCertificate.issue(root, signer.verifierKey()).format();
      byte[] seed = installation.wrapSeed(signer);
      TenantDirectory tenants =
          TenantDirectory.open(installation.store(), installation.hierarchy());
      installation
          .store()
          .transact(
              transaction -> {
                LogSuccessor.open(
                    transaction,
                    log,
                    successions,
                    succession,
                    root,
                    tenants.system().tagKey(),
                    random);
                Installation.putLogKeys(transaction, seed, signer, certificate);
                return true;
              })
          .join();
      return succession;
    } catch (CompletionException e) {
      if (e.getCause() instanceof LogDivergedException diverged) {
        throw new StartRefusedException(String.valueOf(diverged.getMessage()), e);
      }
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }

  /** Never a name that was used before, so that two restored copies do not open the same log. */
  private String newName() {
    String first =
        successions.chain().isEmpty()
            ? loss.kept.origin()
            : successions.chain().getFirst().succession().kept().origin();
    byte[] suffix = new byte[SUFFIX_BYTES];
    random.nextBytes(suffix);
    return first + "/" + HexFormat.of().formatHex(suffix);
  }

  private LogSigner signer(String name) {
    boolean used =
        name.equals(loss.kept.origin())
            || successions.chain().stream()
                .anyMatch(proven -> proven.succession().kept().origin().equals(name));
    if (used) {
      throw new StartRefusedException(
          "the name %s was a log's before; give another".formatted(name));
    }
    // A node could not read its next mark: high-water files hold ASCII.
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(name)) {
      throw new StartRefusedException(noName(name));
    }
    try {
      return LogSigner.generate(name, random);
    } catch (IllegalArgumentException e) {
      throw new StartRefusedException(noName(name), e);
    }
  }

  private static String noName(String name) {
    return "'%s' cannot be a log's name: 1 to 255 characters of ASCII, no space and no '+'"
        .formatted(name);
  }

  private LogSigner root(Path file) {
    if (!Files.exists(file)) {
      throw new StartRefusedException(
          "the log-root key %s is missing; bring it from where it is kept".formatted(file));
    }
    LogSigner root;
    try {
      root = RootKeyFile.read(file);
    } catch (IOException e) {
      throw new StartRefusedException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
    if (!root.verifierKey().equals(installation.logKeys().root())) {
      root.close();
      throw new StartRefusedException(
          "%s is not the log-root key that guests of this log pin, %s"
              .formatted(file, installation.logKeys().root().text()));
    }
    return root;
  }

  @Override
  public void close() {
    installation.close();
  }
}
