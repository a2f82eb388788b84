package dev.sealkeep.cli.audit;

import dev.sealkeep.ledger.audit.LogAuditor;
import dev.sealkeep.ledger.succession.Succession;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.log.LogVerifierKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Follows the logs that a log has taken the place of: the log root signed each step, each names the
 * log before it, the leaves begin with what it says was kept, and the first leaf after those opens
 * to the entry that names the gap.
 */
final class SuccessionCheck {
  private final List<Succession> chain = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  private SuccessionCheck() {}

  /**
   * Checks an export's successions.
   *
   * @param root the pinned log root
   * @param logKey the key that the root certifies and the checkpoint is signed by
   * @param leaves reads the export's leaves from the first on
   */
  static SuccessionCheck of(
      AuditExport export,
      LogVerifierKey root,
      LogVerifierKey logKey,
      Supplier<Iterator<Leaf>> leaves) {
    SuccessionCheck check = new SuccessionCheck();
    for (ListedSuccession listed : export.successions()) {
      switch (Succession.verify(listed.note(), root)) {
        case LogResult.Refused<Succession> refused -> {
          check.find(
              "audit.succession.untrusted",
              "the pinned log root did not sign a succession (%s)"
                  .formatted(refused.fault().code()));
          return check;
        }
        case LogResult.Accepted<Succession>(Succession succession) ->
            check.follow(export, succession, listed, leaves);
      }
    }
    if (!check.chain.isEmpty() && !check.chain.getLast().successor().equals(logKey)) {
      check.find("audit.succession.broken", "the successions do not lead to this log");
    }
    return check;
  }

  private void follow(
      AuditExport export,
      Succession succession,
      ListedSuccession listed,
      Supplier<Iterator<Leaf>> leaves) {
    if (!chain.isEmpty() && !chain.getLast().successor().equals(succession.predecessor())) {
      find("audit.succession.broken", "one succession does not follow the other");
    }
    chain.add(succession);
    if (!LogAuditor.replay(leaves.get(), List.of(succession.kept())).confirmed()) {
      find(
          "audit.succession.root",
          "the first %d leaves are not those that %s is said to have had"
              .formatted(succession.kept().size(), succession.predecessor().name()));
    }
    if (!opens(export, succession, listed)) {
      find(
          "audit.succession.entry",
          "leaf %d does not open to an entry that names this gap"
              .formatted(succession.kept().size()));
    }
  }

  private static boolean opens(AuditExport export, Succession succession, ListedSuccession listed) {
    long at = succession.kept().size() * Leaf.BYTES;
    byte[] salt = listed.salt().toByteArray();
    byte[] entry = listed.entry().toByteArray();
    return at + Leaf.BYTES <= export.leaves().length()
        && salt.length == Leaf.SALT_BYTES
        && Leaf.parse(export.leaves().slice((int) at, Leaf.BYTES))
            .toOptional()
            .filter(leaf -> leaf.opensTo(salt, entry))
            .flatMap(leaf -> Entry.decode(entry).toOptional())
            .filter(
                decoded ->
                    decoded instanceof Entry.Open open
                        && open.origin().equals(succession.successor().name())
                        && open.gap().equals(succession.gap()))
            .isPresent();
  }

  /**
   * What a checkpoint that was verified before demands of the log of now: itself, or if it is of a
   * predecessor, what was kept of it.
   */
  Checkpoint demand(Checkpoint earlier, String origin) {
    Optional<Succession> step =
        chain.stream()
            .filter(succession -> succession.kept().origin().equals(earlier.origin()))
            .findFirst();
    if (step.isEmpty()) {
      return earlier;
    }
    Checkpoint kept = step.get().kept();
    Checkpoint signed = step.get().signed();
    if (earlier.size() <= kept.size()) {
      return new Checkpoint(origin, earlier.size(), earlier.root());
    }
    boolean otherEnd = earlier.size() == signed.size() && !earlier.root().equals(signed.root());
    if (earlier.size() > signed.size() || otherEnd) {
      find(
          "audit.succession.gap",
          "%d leaves of %s were verified before, where its successor counts %d as signed"
              .formatted(earlier.size(), earlier.origin(), signed.size()));
    }
    return new Checkpoint(origin, kept.size(), kept.root());
  }

  List<Finding> findings() {
    return findings;
  }

  List<AuditReport.Gap> gaps() {
    return chain.stream()
        .map(
            succession ->
                new AuditReport.Gap(
                    succession.predecessor().name(),
                    succession.successor().name(),
                    succession.kept().size(),
                    succession.signed().size(),
                    succession.time().toString()))
        .toList();
  }

  private void find(String code, String message) {
    findings.add(new Finding(code, message));
  }
}
