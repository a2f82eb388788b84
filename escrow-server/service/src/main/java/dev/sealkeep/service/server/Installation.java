package dev.sealkeep.service.server;

import dev.sealkeep.evidence.signature.CorrettoProvider;
import dev.sealkeep.keystore.file.OwnerOnlyFiles;
import dev.sealkeep.keystore.hierarchy.KeyHierarchy;
import dev.sealkeep.keystore.hierarchy.ServerSecrets;
import dev.sealkeep.keystore.hierarchy.UnwrapFailedException;
import dev.sealkeep.keystore.kek.LocalFileKek;
import dev.sealkeep.keystore.keyset.AesGcmKeyset;
import dev.sealkeep.keystore.store.FailStop;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.Transaction;
import dev.sealkeep.protocol.log.LogKeyCertificate;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.log.LogKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What stands in a data directory: the database, the root KEK, and the keys of log and challenges.
 * Made at first start, in an order in which a crash at any point leaves something the next start
 * completes.
 *
 * @param store the database
 * @param secrets wraps and unwraps the server's own secrets
 * @param hierarchy opens and makes tenants' keys
 * @param logKeys the log's keys
 * @param challengeKey seals challenges
 * @param tokenKey digests admin tokens
 */
record Installation(
    Store store,
    ServerSecrets secrets,
    KeyHierarchy hierarchy,
    LogKeys logKeys,
    AesGcmKeyset challengeKey,
    SecretBytes tokenKey)
    implements AutoCloseable {
  private static final String LOG_SEED = "log-signing-seed";
  private static final String CHALLENGE_KEYSET = "challenge-keyset";
  private static final String TOKEN_KEY = "admin-token-key";
  private static final int TOKEN_KEY_BYTES = 32;
  private static final String ORIGIN = "log-origin";
  private static final String CERTIFICATE = "log-certificate";
  private static final String ROOT = "log-root";

  /** Opens the directory of {@code configuration}, or makes it. */
  static Installation open(
      ServerConfiguration configuration,
      InstantSource clock,
      SecureRandom random,
      FailStop failStop) {
    return open(configuration, clock, random, failStop, true);
  }

  /** Opens the directory of {@code configuration}, whose database has to hold a log. */
  static Installation openMade(ServerConfiguration configuration, SecureRandom random) {
    if (configuration.database().isEmpty() && !Files.exists(NodeStore.file(configuration))) {
      throw new StartRefusedException(
          "there is no database %s; restore it first".formatted(NodeStore.file(configuration)));
    }
    return open(configuration, InstantSource.system(), random, FailStop.NONE, false);
  }

  private static Installation open(
      ServerConfiguration configuration,
      InstantSource clock,
      SecureRandom random,
      FailStop failStop,
      boolean mayMake) {
    Path kekFile = configuration.data().resolve("root-kek");
    prepare(configuration.data());
    Store store = NodeStore.open(configuration, clock, failStop);
    try {
      boolean made = store.read(snapshot -> snapshot.serverSetting(ORIGIN)).isPresent();
      if (!made && !mayMake) {
        throw new StartRefusedException("the database holds no log; restore it first");
      }
      LocalFileKek kek = rootKek(kekFile, made);
      ServerSecrets secrets = new ServerSecrets(kek);
      if (!made) {
        refuseForgotten(configuration);
        create(configuration, store, secrets, random);
      }
      return new Installation(
          store,
          secrets,
          new KeyHierarchy(kek, random),
          store.read(snapshot -> logKeys(snapshot, secrets)),
          store.read(snapshot -> challengeKey(snapshot, secrets)),
          store.read(snapshot -> secrets.unwrap(TOKEN_KEY, secret(snapshot, TOKEN_KEY))));
    } catch (UnwrapFailedException e) {
      store.close();
      throw new StartRefusedException(
          "the root KEK %s is not the one this database was made with; restore that one."
              .formatted(kekFile),
          e);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** A KEK is made before anything that it wraps, and never beside something that another did. */
  private static LocalFileKek rootKek(Path file, boolean made) {
    if (Files.exists(file)) {
      return LocalFileKek.open(file);
    }
    if (made) {
      throw new StartRefusedException(
          "the root KEK %s is missing; without it no key can be opened. Restore it from its backup."
              .formatted(file));
    }
    return LocalFileKek.create(file);
  }

  /** An empty database server beside a database file is a move that was not finished. */
  private static void refuseForgotten(ServerConfiguration configuration) {
    Path file = NodeStore.file(configuration);
    if (configuration.database().isPresent() && Files.exists(file)) {
      throw new StartRefusedException(
          "the database server holds no log, but the data directory holds the database %s; move"
                  .formatted(file)
              + " that file away if a new log is to be begun");
    }
  }

  private static void prepare(Path data) {
    if (Files.exists(data) && !Files.isDirectory(data)) {
      throw new StartRefusedException(
          "the data directory %s is a file; name a folder, or a path at which to make one"
              .formatted(data));
    }
    try {
      OwnerOnlyFiles.createDirectoryOf(data.resolve("sealkeep.db"));
      NativeDirectory.use(data.toAbsolutePath());
    } catch (IOException e) {
      throw new StartRefusedException(
          "cannot prepare the data directory %s (%s); check that its disk is well, has room and is not mounted read-only"
              .formatted(data, e.getMessage()),
          e);
    }
  }

  private static void create(
      ServerConfiguration configuration, Store store, ServerSecrets secrets, SecureRandom random) {
    byte[] suffix = new byte[4];
    random.nextBytes(suffix);
    String unique = HexFormat.of().formatHex(suffix);
    String origin = configuration.origin().orElse("log.sealkeep.internal/" + unique);
    try (LogSigner root =
            RootKeyFile.ensure(
                configuration.data().resolve("log-root.key"),
                "root.sealkeep.internal/" + unique,
                random);
        LogSigner signer = LogSigner.generate(origin, random);
        SecretBytes challenge = AesGcmKeyset.generate().serialize();
        SecretBytes tokens = SecretBytes.random(random, TOKEN_KEY_BYTES)) {
      String certificate = LogKeyCertificate.issue(root, signer.verifierKey()).format();
      byte[] wrappedSeed = secrets.wrap(LOG_SEED, signer.seed());
      byte[] wrappedChallenge = secrets.wrap(CHALLENGE_KEYSET, challenge);
      byte[] wrappedTokens = secrets.wrap(TOKEN_KEY, tokens);
      store
          .transact(
              transaction -> {
                if (transaction.serverSetting(ORIGIN).isPresent()) {
                  throw new StartRefusedException(
                      "another node has begun the log of this database meanwhile; start again"
                          + " with the root KEK of that node");
                }
                putLogKeys(transaction, wrappedSeed, signer, certificate);
                transaction.putServerSecret(CHALLENGE_KEYSET, wrappedChallenge);
                transaction.putServerSecret(TOKEN_KEY, wrappedTokens);
                transaction.putServerSetting(ROOT, root.verifierKey().text());
                return true;
              })
          .join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces the log's keys by those of {@code signer}, which {@code certificate} certifies. */
  static void putLogKeys(
      Transaction transaction, byte[] wrappedSeed, LogSigner signer, String certificate) {
    transaction.putServerSecret(LOG_SEED, wrappedSeed);
    transaction.putServerSetting(CERTIFICATE, certificate);
    transaction.putServerSetting(ORIGIN, signer.verifierKey().name());
  }

  /** The seed of a log's signer as it is stored. */
  byte[] wrapSeed(LogSigner signer) {
    try (SecretBytes seed = signer.seed()) {
      return secrets.wrap(LOG_SEED, seed);
    }
  }

  private static LogKeys logKeys(Snapshot snapshot, ServerSecrets secrets) {
    String origin = setting(snapshot, ORIGIN);
    String certificate = setting(snapshot, CERTIFICATE);
    LogVerifierKey root = verifierKey(setting(snapshot, ROOT));
    LogSigner signer;
    try (SecretBytes seed = secrets.unwrap(LOG_SEED, secret(snapshot, LOG_SEED))) {
      signer = LogSigner.fromSeed(origin, seed);
    }
    boolean certified =
        switch (LogKeyCertificate.verify(certificate, root)) {
          case LogResult.Accepted<LogVerifierKey>(LogVerifierKey key) ->
              key.equals(signer.verifierKey());
          case LogResult.Refused<LogVerifierKey> refused -> false;
        };
    if (!certified) {
      throw new StartRefusedException(
          "the log key's certificate is not good; restore the database");
    }
    LogSigner fastest = CorrettoProvider.load().flatMap(signer::by).orElse(signer);
    return new LogKeys(fastest, certificate, root);
  }

  private static LogVerifierKey verifierKey(String text) {
    return switch (LogVerifierKey.parse(text)) {
      case LogResult.Accepted<LogVerifierKey>(LogVerifierKey key) -> key;
      case LogResult.Refused<LogVerifierKey> refused ->
          throw new StartRefusedException("the log-root key in the database is malformed");
    };
  }

  private static AesGcmKeyset challengeKey(Snapshot snapshot, ServerSecrets secrets) {
    try (SecretBytes keyset =
        secrets.unwrap(CHALLENGE_KEYSET, secret(snapshot, CHALLENGE_KEYSET))) {
      return AesGcmKeyset.parse(keyset)
          .orElseThrow(
              () -> new StartRefusedException("the challenge keyset in the database is malformed"));
    }
  }

  private static String setting(Snapshot snapshot, String name) {
    Optional<String> value = snapshot.serverSetting(name);
    return value.orElseThrow(
        () -> new StartRefusedException("the database lacks the setting " + name));
  }

  private static byte[] secret(Snapshot snapshot, String name) {
    return snapshot
        .serverSecret(name)
        .orElseThrow(() -> new StartRefusedException("the database lacks the secret " + name));
  }

  @Override
  public void close() {
    store.close();
    logKeys.signer().close();
    tokenKey.close();
  }
}
