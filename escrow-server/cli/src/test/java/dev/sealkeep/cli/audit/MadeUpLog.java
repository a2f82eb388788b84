package dev.sealkeep.cli.audit;

import dev.sealkeep.cli.json.Octets;
import dev.sealkeep.ledger.succession.Succession;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogKeyCertificate;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.log.MerkleHash;
import dev.sealkeep.protocol.log.SignedCheckpoint;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A log with two tenants whose state entries alternate. */
final class MadeUpLog {
  static final String TENANT = "acme";
  private static final String ORIGIN = "escrow.example/log";

  private final LogSigner root = signer("escrow.example/root", 1);
  private LogSigner log;
  private final SecretBytes ours = secret(2);
  private final SecretBytes theirs = secret(3);
  private final List<AuditEntry> entries = new ArrayList<>();
  private final List<byte[]> leaves = new ArrayList<>();
  private final List<ListedSuccession> successions = new ArrayList<>();

  MadeUpLog(int size) {
    this(size, ORIGIN, 0);
  }

  /** {@code variant} makes logs of other content. */
  MadeUpLog(int size, String origin, int variant) {
    log = signer(origin, 4);
    for (int index = 0; index < size; index++) {
      boolean own = index % 2 == 0;
      append(own ? TENANT : "other", own ? ours : theirs, 1_000L + index, variant);
    }
  }

  /** Appends an entry; the tenant's own are listed. */
  MadeUpLog append(String tenant, SecretBytes key, long time, int variant) {
    int index = leaves.size();
    byte[] id = ByteBuffer.allocate(DecisionId.BYTES).putInt(variant).putLong(index).array();
    Entry entry =
        new Entry.State(
            new Entry.Header(DecisionId.of(id), time, tenant),
            Entry.StateObject.POLICY,
            "web",
            index + 1L,
            Digest.sha256(id));
    byte[] encoded = entry.encode();
    byte[] salt = Digest.sha256(encoded).bytes();
    leaves.add(Leaf.of(key, salt, encoded).data());
    if (key == ours) {
      entries.add(
          new AuditEntry(
              index,
              DecisionId.of(id).toString(),
              entry.kind(),
              Octets.of(encoded),
              Octets.of(salt)));
    }
    return this;
  }

  /** Loses its end, and has a log of another name and key take its place. */
  MadeUpLog restore(int kept, String origin) {
    return restore(kept, origin, checkpointNow());
  }

  /** The same, with what is said to have been signed. */
  MadeUpLog restore(int kept, String origin, Checkpoint signed) {
    leaves.subList(kept, leaves.size()).clear();
    entries.removeIf(entry -> entry.index() >= kept);
    LogSigner before = log;
    log = signer(origin, 40 + successions.size());
    Succession succession =
        new Succession(
            before.verifierKey(),
            log.verifierKey(),
            new Checkpoint(before.verifierKey().name(), kept, tree(leaves)),
            signed,
            Instant.EPOCH);
    byte[] id = ByteBuffer.allocate(DecisionId.BYTES).putInt(77).putLong(kept).array();
    byte[] entry =
        new Entry.Open(
                new Entry.Header(DecisionId.of(id), 5_000, Entry.SYSTEM_TENANT),
                origin,
                succession.gap())
            .encode();
    byte[] salt = Digest.sha256(entry).bytes();
    leaves.add(Leaf.of(theirs, salt, entry).data());
    successions.add(
        new ListedSuccession(succession.issue(root).format(), Octets.of(entry), Octets.of(salt)));
    return this;
  }

  List<ListedSuccession> successions() {
    return successions;
  }

  Checkpoint checkpointNow() {
    return new Checkpoint(log.verifierKey().name(), leaves.size(), tree(leaves));
  }

  AuditExport export() {
    return export(entries);
  }

  AuditExport export(List<AuditEntry> listed) {
    return new AuditExport(
        TENANT,
        checkpoint(),
        log.verifierKey().text(),
        LogKeyCertificate.issue(root, log.verifierKey()).format(),
        List.copyOf(successions),
        leaves(),
        listed);
  }

  String checkpoint() {
    return SignedCheckpoint.sign(checkpointNow(), log).note().format();
  }

  Octets leaves() {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    leaves.forEach(joined::writeBytes);
    return Octets.of(joined.toByteArray());
  }

  List<AuditEntry> entries() {
    return entries;
  }

  LogVerifierKey logRoot() {
    return root.verifierKey();
  }

  SecretBytes tenantKey() {
    return ours;
  }

  SecretBytes strangersKey() {
    return theirs;
  }

  /** RFC 6962, section 2.1, word for word: a slow model. */
  static MerkleHash tree(List<byte[]> leaves) {
    int n = leaves.size();
    if (n == 0) {
      return MerkleHash.EMPTY;
    }
    if (n == 1) {
      return MerkleHash.leaf(leaves.getFirst());
    }
    int k = Integer.highestOneBit(n - 1);
    return MerkleHash.node(tree(leaves.subList(0, k)), tree(leaves.subList(k, n)));
  }

  static LogSigner signer(String name, int seed) {
    try (SecretBytes bytes = secret(seed)) {
      return LogSigner.fromSeed(name, bytes);
    }
  }

  private static SecretBytes secret(int seed) {
    return SecretBytes.owning(Digest.sha256(new byte[] {(byte) seed}).bytes());
  }
}
