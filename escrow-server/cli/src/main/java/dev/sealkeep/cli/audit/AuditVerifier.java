package dev.sealkeep.cli.audit;

import dev.sealkeep.ledger.audit.HeldEntry;
import dev.sealkeep.ledger.audit.LogAuditor;
import dev.sealkeep.ledger.audit.TenantAuditor;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogFault;
import dev.sealkeep.protocol.log.LogKeyCertificate;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.log.SignedCheckpoint;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Verifies an export from what the auditor holds: the pinned log root and the tenant's key.
 *
 * <p>The chain is: the root certifies the log's key; that key signed the checkpoint; the
 * checkpoint's root is recomputed from every leaf; each listed entry opens the leaf at its index;
 * and each leaf that bears the tenant's tag is listed. The last step is what shows that nothing was
 * left out. With the checkpoint of an earlier verification, its root must be that of the same
 * number of leaves now. The ledger's auditors judge leaves and entries; here is what belongs to an
 * export alone: its size, and the order and labels of its listing.
 */
final class AuditVerifier {
  private final AuditExport export;
  private final SecretBytes tenantKey;
  private final Optional<Checkpoint> earlier;
  private final List<Finding> findings = new ArrayList<>();
  private final List<AuditReport.Gap> gaps = new ArrayList<>();
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
        checkLeaves(accepted.checkpoint(), logRoot);
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
        findings.isEmpty(),
        export.tenant(),
        origin,
        size,
        root,
        kinds,
        List.copyOf(gaps),
        List.copyOf(findings));
  }

  private void checkLeaves(Checkpoint checkpoint, LogVerifierKey logRoot) {
    int bytes = export.leaves().length();
    if (bytes % Leaf.BYTES != 0 || bytes / Leaf.BYTES > checkpoint.size()) {
      find(
          "audit.leaves.size",
          "%d bytes of leaves, where the checkpoint covers %d leaves of %d bytes"
              .formatted(bytes, checkpoint.size(), Leaf.BYTES));
      return;
    }
    SuccessionCheck successions = successions(logRoot);
    List<LogAuditor.Finding> found =
        earlier
            .map(before -> successions.demand(before, checkpoint.origin()))
            .map(before -> LogAuditor.revisit(leaves(), before, checkpoint))
            .orElseGet(() -> LogAuditor.replay(leaves(), List.of(checkpoint)))
            .findings();
    findings.addAll(successions.findings());
    gaps.addAll(successions.gaps());
    found.stream().flatMap(finding -> Finding.of(finding).stream()).forEach(findings::add);
    if (found.getLast() instanceof LogAuditor.Finding.Confirmed) {
      checkOrder();
      checkEntries();
    }
  }

  private SuccessionCheck successions(LogVerifierKey logRoot) {
    LogVerifierKey logKey = LogKeyCertificate.verify(export.certificate(), logRoot).orElseThrow();
    return SuccessionCheck.of(export, logRoot, logKey, this::leaves);
  }

  /** Parsed as they are read: there may be millions. */
  private Iterator<Leaf> leaves() {
    return IntStream.range(0, export.leaves().length() / Leaf.BYTES)
        .mapToObj(index -> export.leaves().slice(index * Leaf.BYTES, Leaf.BYTES))
        .map(data -> Leaf.parse(data).orElseThrow())
        .iterator();
  }

  private void checkOrder() {
    long previous = 0;
    for (AuditEntry listed : export.entries()) {
      if (listed.index() < previous) {
        find("audit.entry.order", "entry %d is out of order".formatted(listed.index()));
        return;
      }
      previous = listed.index();
    }
  }

  private void checkEntries() {
    Map<Long, AuditEntry> labels = new HashMap<>();
    export.entries().forEach(listed -> labels.putIfAbsent(listed.index(), listed));
    TenantAuditor.Report report =
        TenantAuditor.check(
            export.tenant(),
            tenantKey,
            leaves(),
            export.entries().stream().map(AuditVerifier::held).toList());
    report.findings().forEach(found -> findings.add(Finding.of(found)));
    for (TenantAuditor.Opened opened : report.opened()) {
      kinds.merge(opened.entry().kind(), 1, Integer::sum);
      checkLabel(Objects.requireNonNull(labels.get(opened.index())), opened.entry());
    }
  }

  private static HeldEntry held(AuditEntry listed) {
    return new HeldEntry(listed.index(), listed.salt().toByteArray(), listed.entry().toByteArray());
  }

  private void checkLabel(AuditEntry listed, Entry entry) {
    if (!entry.kind().equals(listed.kind()) || !entry.id().toString().equals(listed.id())) {
      find(
          "audit.entry.mislabelled",
          "entry %d is not of the kind and id it is listed under".formatted(listed.index()));
    }
  }

  private void find(String code, String message) {
    findings.add(new Finding(code, message));
  }
}
