package dev.sealkeep.cli.audit;

import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogFault;
import dev.sealkeep.protocol.log.LogKeyCertificate;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.log.MerkleHash;
import dev.sealkeep.protocol.log.SignedCheckpoint;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Verifies an export from what the auditor holds: the pinned log root and the tenant's key.
 *
 * <p>The chain is: the root certifies the log's key; that key signed the checkpoint; the
 * checkpoint's root is recomputed from every leaf; each listed entry opens the leaf at its index;
 * and each leaf that bears the tenant's tag is listed. The last step is what shows that nothing was
 * left out. With the checkpoint of an earlier verification, its root must be that of the same
 * number of leaves now.
 */
final class AuditVerifier {
  private final AuditExport export;
  private final SecretBytes tenantKey;
  private final Optional<Checkpoint> earlier;
  private final List<Finding> findings = new ArrayList<>();
  private final SequencedMap<String, Integer> kinds = new TreeMap<>();

  private AuditVerifier(AuditExport export, SecretBytes tenantKey, Optional<Checkpoint> earlier) {
    this.export = export;
    this.tenantKey = tenantKey;
    this.earlier = earlier;
  }

  /**
   * Verifies an export.
   *
   * @param logRoot the pinned key of the log root
   * @param tenantKey k_tenant, 32 bytes; stays open
   * @param earlier the checkpoint of the last verification, if there was one
   */
  static AuditReport verify(
      AuditExport export,
      LogVerifierKey logRoot,
      SecretBytes tenantKey,
      Optional<Checkpoint> earlier) {
    return new AuditVerifier(export, tenantKey, earlier).run(logRoot);
  }

  private AuditReport run(LogVerifierKey logRoot) {
    LogResult<SignedCheckpoint> signed =
        LogKeyCertificate.verify(export.certificate(), logRoot)
            .then(key -> SignedCheckpoint.open(export.checkpoint(), key));
    return switch (signed) {
      case LogResult.Refused<SignedCheckpoint>(LogFault fault) -> unsigned(fault);
      case LogResult.Accepted<SignedCheckpoint>(SignedCheckpoint accepted) -> {
        checkLeaves(accepted.checkpoint());
        yield report(
            accepted.checkpoint().origin(),
            accepted.checkpoint().size(),
            accepted.checkpoint().root().toString());
      }
    };
  }

  private AuditReport unsigned(LogFault fault) {
    find(
        "audit.checkpoint.untrusted",
        "the pinned log root does not lead to this checkpoint (%s)".formatted(fault.code()));
    return report("", 0, "");
  }

  private AuditReport report(String origin, long size, String root) {
    return new AuditReport(
        findings.isEmpty(), export.tenant(), origin, size, root, kinds, List.copyOf(findings));
  }

  private void checkLeaves(Checkpoint checkpoint) {
    if (export.leaves().length() != checkpoint.size() * Leaf.BYTES) {
      find(
          "audit.leaves.size",
          "%d bytes of leaves, where the checkpoint covers %d leaves of %d bytes"
              .formatted(export.leaves().length(), checkpoint.size(), Leaf.BYTES));
      return;
    }
    checkEarlier(checkpoint);
    if (!fold().equals(checkpoint.root())) {
      find("audit.root.mismatch", "the leaves do not give the root that the checkpoint states");
      return;
    }
    checkEntries();
    checkNothingLeftOut();
  }

  private MerkleHash fold() {
    LeafFold fold = new LeafFold();
    checkPrefix(0, fold);
    for (int index = 0; index < leafCount(); index++) {
      fold.add(leaf(index).data());
      checkPrefix(index + 1L, fold);
    }
    return fold.root();
  }

  private int leafCount() {
    return export.leaves().length() / Leaf.BYTES;
  }

  private Leaf leaf(int index) {
    return Leaf.parse(export.leaves().slice(index * Leaf.BYTES, Leaf.BYTES)).orElseThrow();
  }

  private void checkEarlier(Checkpoint now) {
    earlier.ifPresent(
        before -> {
          if (!before.origin().equals(now.origin())) {
            find(
                "audit.log.replaced",
                "the log is %s, where the last verified one was %s"
                    .formatted(now.origin(), before.origin()));
          } else if (before.size() > now.size()) {
            find(
                "audit.log.rollback",
                "the log has %d leaves, where %d were verified before"
                    .formatted(now.size(), before.size()));
          }
        });
  }

  private void checkPrefix(long size, LeafFold fold) {
    earlier
        .filter(before -> before.size() == size && !before.root().equals(fold.root()))
        .ifPresent(
            _ ->
                find(
                    "audit.log.rewritten",
                    "the first %d leaves are not those that were verified before".formatted(size)));
  }

  private void checkEntries() {
    long previous = -1;
    long time = 0;
    for (AuditEntry listed : export.entries()) {
      if (listed.index() <= previous || listed.index() >= leafCount()) {
        find("audit.entry.order", "entry %d is out of order".formatted(listed.index()));
        return;
      }
      previous = listed.index();
      Optional<Entry> entry = checkEntry(listed, leaf((int) listed.index()));
      if (entry.isPresent()) {
        long entryTime = entry.get().header().timeMillis();
        if (entryTime < time) {
          find(
              "audit.entry.time",
              "entry %d is older than the one before it".formatted(listed.index()));
        }
        time = Math.max(time, entryTime);
      }
    }
  }

  private Optional<Entry> checkEntry(AuditEntry listed, Leaf leaf) {
    long index = listed.index();
    if (!leaf.opensTo(listed.salt().toByteArray(), listed.entry().toByteArray())) {
      find("audit.entry.unopened", "leaf %d does not open to the listed entry".formatted(index));
      return Optional.empty();
    }
    if (!leaf.belongsTo(tenantKey)) {
      find("audit.entry.tag", "leaf %d does not bear the tenant's tag".formatted(index));
    }
    return switch (Entry.decode(listed.entry().toByteArray())) {
      case LogResult.Refused<Entry>(LogFault fault) -> {
        find("audit.entry.malformed", "entry %d: %s".formatted(index, fault.code()));
        yield Optional.empty();
      }
      case LogResult.Accepted<Entry>(Entry entry) -> {
        checkHeader(listed, entry);
        kinds.merge(entry.kind(), 1, Integer::sum);
        yield Optional.of(entry);
      }
    };
  }

  private void checkHeader(AuditEntry listed, Entry entry) {
    boolean same =
        entry.tenant().equals(export.tenant())
            && entry.kind().equals(listed.kind())
            && entry.id().toString().equals(listed.id());
    if (!same) {
      find(
          "audit.entry.mislabelled",
          "entry %d is not of the tenant, kind and id it is listed under"
              .formatted(listed.index()));
    }
  }

  private void checkNothingLeftOut() {
    Set<Long> listed = export.entries().stream().map(AuditEntry::index).collect(Collectors.toSet());
    for (int index = 0; index < leafCount(); index++) {
      if (leaf(index).belongsTo(tenantKey) && !listed.contains((long) index)) {
        find(
            "audit.entry.withheld", "leaf %d is the tenant's, but was not listed".formatted(index));
      }
    }
  }

  private void find(String code, String message) {
    findings.add(new Finding(code, message));
  }
}
