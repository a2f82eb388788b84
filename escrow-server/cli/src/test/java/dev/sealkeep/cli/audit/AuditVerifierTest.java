package dev.sealkeep.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sealkeep.cli.json.Octets;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.SignedNote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AuditVerifierTest {
  private final MadeUpLog log = new MadeUpLog(7);

  private AuditReport verify(AuditExport export) {
    return AuditVerifier.verify(export, log.logRoot(), log.tenantKey(), Optional.empty());
  }

  private static AuditReport verifyAfter(MadeUpLog now, MadeUpLog before) {
    Checkpoint earlier =
        SignedNote.parse(before.checkpoint())
            .then(note -> Checkpoint.parse(note.text()))
            .orElseThrow();
    return AuditVerifier.verify(now.export(), now.logRoot(), now.tenantKey(), Optional.of(earlier));
  }

  private AuditExport withLeaves(byte[] leaves) {
    AuditExport whole = log.export();
    return new AuditExport(
        whole.tenant(),
        whole.checkpoint(),
        whole.logKey(),
        whole.certificate(),
        whole.successions(),
        Octets.of(leaves),
        whole.entries());
  }

  private static List<String> codes(AuditReport report) {
    return report.findings().stream().map(Finding::code).distinct().toList();
  }

  @Test
  void aWholeLogVerifies() {
    for (int size = 0; size < 20; size++) {
      MadeUpLog whole = new MadeUpLog(size);
      AuditReport report =
          AuditVerifier.verify(
              whole.export(), whole.logRoot(), whole.tenantKey(), Optional.empty());
      assertThat(report.findings()).isEmpty();
      assertThat(report.verified()).isTrue();
      assertThat(report.size()).isEqualTo(size);
    }
  }

  @Test
  void anyChangedBitOfALeafIsFound() {
    byte[] leaves = log.leaves().toByteArray();
    for (int bit = 0; bit < leaves.length * 8; bit += 61) {
      byte[] changed = leaves.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(codes(verify(withLeaves(changed))))
          .as("bit %d", bit)
          .containsExactly("audit.checkpoint.root");
    }
  }

  @Test
  void aWithheldEntryIsFound() {
    AuditReport report = verify(log.export(log.entries().subList(0, 3)));

    assertThat(codes(report)).containsExactly("audit.tenant.unopened");
    assertThat(report.findings().getFirst().message()).contains("leaf 6");
  }

  @Test
  void anEntryThatDoesNotOpenItsLeafIsFound() {
    List<AuditEntry> entries = new ArrayList<>(log.entries());
    AuditEntry first = entries.getFirst();
    byte[] changed = first.entry().toByteArray();
    changed[changed.length - 1] ^= 1;
    entries.set(
        0,
        new AuditEntry(first.index(), first.id(), first.kind(), Octets.of(changed), first.salt()));

    assertThat(codes(verify(log.export(entries)))).containsExactly("audit.tenant.commitment");
  }

  @Test
  void anEntryUnderAnotherLabelIsFound() {
    List<AuditEntry> entries = new ArrayList<>(log.entries());
    AuditEntry first = entries.getFirst();
    entries.set(
        0, new AuditEntry(first.index(), first.id(), "release", first.entry(), first.salt()));

    assertThat(codes(verify(log.export(entries)))).containsExactly("audit.entry.mislabelled");
  }

  @Test
  void entriesOutOfOrderOrTwiceAreFound() {
    List<AuditEntry> entries = new ArrayList<>(log.entries());
    entries.add(entries.getFirst());

    assertThat(codes(verify(log.export(entries))))
        .containsExactly("audit.entry.order", "audit.tenant.repeated_index");
  }

  @Test
  void timeThatRunsBackwardsIsFound() {
    log.append(MadeUpLog.TENANT, log.tenantKey(), 5, 0);

    assertThat(codes(verify(log.export()))).containsExactly("audit.tenant.time");
  }

  @Test
  void anotherTenantsKeyFindsForeignTags() {
    AuditReport report =
        AuditVerifier.verify(log.export(), log.logRoot(), log.strangersKey(), Optional.empty());

    assertThat(codes(report)).containsExactly("audit.tenant.tag", "audit.tenant.unopened");
  }

  @Test
  void aLogThatThePinnedRootDoesNotCertifyIsUntrusted() {
    AuditReport report =
        AuditVerifier.verify(
            log.export(),
            MadeUpLog.signer("escrow.example/root", 9).verifierKey(),
            log.tenantKey(),
            Optional.empty());

    assertThat(codes(report)).containsExactly("audit.checkpoint.untrusted");
    assertThat(report.verified()).isFalse();
  }

  @Test
  void missingSpareAndPartialLeavesAreFound() {
    byte[] leaves = log.leaves().toByteArray();

    assertThat(codes(verify(withLeaves(Arrays.copyOf(leaves, 6 * 64)))))
        .containsExactly("audit.checkpoint.leaves");
    assertThat(codes(verify(withLeaves(Arrays.copyOf(leaves, 8 * 64)))))
        .containsExactly("audit.leaves.size");
    assertThat(codes(verify(withLeaves(Arrays.copyOf(leaves, 7 * 64 - 1)))))
        .containsExactly("audit.leaves.size");
  }

  @Test
  void anEntryPastTheCheckpointIsFound() {
    List<AuditEntry> entries = new ArrayList<>(log.entries());
    AuditEntry last = entries.getLast();
    entries.add(new AuditEntry(7, last.id(), last.kind(), last.entry(), last.salt()));

    assertThat(codes(verify(log.export(entries)))).containsExactly("audit.tenant.no_leaf");
  }

  @Test
  void anEntryOfAnotherTenantIsFound() {
    log.append("other", log.tenantKey(), 9_999, 0);

    assertThat(codes(verify(log.export()))).containsExactly("audit.tenant.foreign");
  }

  @Test
  void aLogThatOnlyGrewIsConsistent() {
    for (int before = 0; before <= 12; before++) {
      assertThat(verifyAfter(new MadeUpLog(12), new MadeUpLog(before)).verified()).isTrue();
    }
  }

  @Test
  void aRolledBackRewrittenOrReplacedLogIsFound() {
    assertThat(codes(verifyAfter(new MadeUpLog(5), new MadeUpLog(6))))
        .containsExactly("audit.log.rollback");
    assertThat(codes(verifyAfter(log, new MadeUpLog(5, "escrow.example/log", 1))))
        .containsExactly("audit.log.rewritten");
    assertThat(codes(verifyAfter(log, new MadeUpLog(5, "escrow.example/next", 0))))
        .contains("audit.log.replaced");
  }

  private static AuditExport withSuccessions(MadeUpLog log, List<ListedSuccession> listed) {
    AuditExport whole = log.export();
    return new AuditExport(
        whole.tenant(),
        whole.checkpoint(),
        whole.logKey(),
        whole.certificate(),
        listed,
        whole.leaves(),
        whole.entries());
  }

  @Test
  void aSuccessorIsFollowedAndItsGapIsNamed() {
    for (int before = 0; before <= 9; before++) {
      MadeUpLog now = new MadeUpLog(9).restore(5, "escrow.example/log/2").restore(6, "third");
      AuditReport report = verifyAfter(now, new MadeUpLog(before));

      assertThat(report.findings()).isEmpty();
      assertThat(report.gaps())
          .extracting(AuditReport.Gap::successor, AuditReport.Gap::kept, AuditReport.Gap::signed)
          .containsExactly(tuple("escrow.example/log/2", 5L, 9L), tuple("third", 6L, 6L));
    }
  }

  @Test
  void aGapThatIsLargerThanItsSuccessorSaysIsFound() {
    MadeUpLog now =
        new MadeUpLog(9).restore(5, "escrow.example/log/2", new MadeUpLog(7).checkpointNow());

    assertThat(verifyAfter(now, new MadeUpLog(7)).verified()).isTrue();
    assertThat(codes(verifyAfter(now, new MadeUpLog(8)))).containsExactly("audit.succession.gap");
    assertThat(codes(verifyAfter(now, new MadeUpLog(7, "escrow.example/log", 1))))
        .containsExactly("audit.succession.gap");
    assertThat(codes(verifyAfter(now, new MadeUpLog(4, "escrow.example/log", 1))))
        .containsExactly("audit.log.rewritten");
  }

  @Test
  void aSuccessionThatIsWithheldOrMadeUpIsFound() {
    MadeUpLog now = new MadeUpLog(9).restore(5, "escrow.example/log/2").restore(6, "third");
    ListedSuccession first = now.successions().getFirst();
    ListedSuccession last = now.successions().getLast();
    MadeUpLog strange = new MadeUpLog(9).restore(4, "escrow.example/log/2");

    assertThat(codes(verify(withSuccessions(now, List.of(first)))))
        .containsExactly("audit.succession.broken");
    assertThat(codes(verify(withSuccessions(now, List.of(last, first)))))
        .containsExactly("audit.succession.broken");
    ListedSuccession unsigned =
        new ListedSuccession(first.note().replace("\n5 ", "\n4 "), first.entry(), first.salt());
    assertThat(codes(verify(withSuccessions(now, List.of(unsigned, last)))))
        .containsExactly("audit.succession.untrusted");
    ListedSuccession otherEntry = new ListedSuccession(first.note(), last.entry(), last.salt());
    assertThat(codes(verify(withSuccessions(now, List.of(otherEntry, last)))))
        .containsExactly("audit.succession.entry");
    assertThat(codes(verify(withSuccessions(now, List.of(strange.successions().getFirst(), last)))))
        .contains("audit.succession.entry");
    assertThat(
            codes(
                AuditVerifier.verify(
                    withSuccessions(now, List.of()),
                    now.logRoot(),
                    now.tenantKey(),
                    SignedNote.parse(new MadeUpLog(3).checkpoint())
                        .then(note -> Checkpoint.parse(note.text()))
                        .toOptional())))
        .containsExactly("audit.log.replaced");
  }

  @Test
  void keptLeavesThatWereChangedAreFound() {
    MadeUpLog now = new MadeUpLog(9, "escrow.example/log", 3).restore(5, "escrow.example/log/2");
    ListedSuccession genuine =
        new MadeUpLog(9).restore(5, "escrow.example/log/2").successions().getFirst();

    assertThat(codes(verify(withSuccessions(now, List.of(genuine)))))
        .containsExactly("audit.succession.root", "audit.succession.entry");
  }
}
