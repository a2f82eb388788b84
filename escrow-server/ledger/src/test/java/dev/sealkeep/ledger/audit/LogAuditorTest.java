package dev.sealkeep.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.ledger.audit.LogAuditor.Finding;
import dev.sealkeep.ledger.tree.AppendableTree;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.ConsistencyProof;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogFault;
import dev.sealkeep.protocol.log.MerkleHash;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogAuditorTest {
  private static final String ORIGIN = "log.example/test";

  private static final List<Leaf> LEAVES =
      IntStream.range(0, 700)
          .mapToObj(i -> Digest.sha256(new byte[] {(byte) i, (byte) (i >> 8)}))
          .map(digest -> new Leaf(digest, digest))
          .toList();

  private static AppendableTree tree(List<Leaf> leaves) {
    return AppendableTree.empty().append(leaves.stream().map(Leaf::leafHash).toList()).newer();
  }

  private static Checkpoint checkpoint(int size) {
    return new Checkpoint(ORIGIN, size, tree(LEAVES.subList(0, size)).root());
  }

  @Test
  void theAccumulatorAgreesWithTheTreeAtEverySize() {
    RootAccumulator accumulator = new RootAccumulator();
    AppendableTree tree = AppendableTree.empty();
    assertThat(accumulator.root()).isEqualTo(MerkleHash.EMPTY);
    for (Leaf leaf : LEAVES) {
      accumulator.add(leaf);
      tree = tree.append(List.of(leaf.leafHash())).newer();
      assertThat(accumulator.root()).isEqualTo(tree.root());
      assertThat(accumulator.size()).isEqualTo(tree.size());
    }
  }

  @Test
  void honestCheckpointsAreConfirmedInAnyOrder() {
    List<Checkpoint> checkpoints =
        List.of(checkpoint(600), checkpoint(0), checkpoint(257), checkpoint(257), checkpoint(1));
    LogAuditor.Report report = LogAuditor.replay(LEAVES.iterator(), checkpoints);
    assertThat(report.confirmed()).isTrue();
    assertThat(report.findings())
        .extracting(finding -> finding.checkpoint().size())
        .containsExactly(0L, 1L, 257L, 257L, 600L);
  }

  @Test
  void noCheckpointConfirmsNothing() {
    assertThat(LogAuditor.replay(LEAVES.iterator(), List.of()).confirmed()).isFalse();
  }

  @Test
  void aChangedLeafSpoilsEveryLaterCheckpoint() {
    List<Leaf> changed = new ArrayList<>(LEAVES);
    changed.set(100, LEAVES.get(101));
    LogAuditor.Report report =
        LogAuditor.replay(
            changed.iterator(), List.of(checkpoint(100), checkpoint(101), checkpoint(700)));
    assertThat(report.confirmed()).isFalse();
    assertThat(report.findings())
        .extracting(Finding::code)
        .containsExactly(
            "audit.checkpoint.confirmed", "audit.checkpoint.root", "audit.checkpoint.root");
  }

  @Test
  void leavesThatAreHeldBackAreMissed() {
    LogAuditor.Report report =
        LogAuditor.replay(LEAVES.subList(0, 300).iterator(), List.of(checkpoint(301)));
    assertThat(report.findings()).containsExactly(new Finding.MissingLeaves(checkpoint(301), 300));
    assertThat(report.findings().getFirst().code()).isEqualTo("audit.checkpoint.leaves");
  }

  @Test
  void aLogThatOnlyGrewIsConfirmedAgain() {
    for (int size : new int[] {0, 1, 256, 257, 700}) {
      LogAuditor.Report report =
          LogAuditor.revisit(LEAVES.iterator(), checkpoint(size), checkpoint(700));
      assertThat(report.confirmed()).as("from %d leaves", size).isTrue();
    }
  }

  @Test
  void aLogThatWasReplacedRolledBackOrRewrittenIsFound() {
    Checkpoint now = checkpoint(300);
    Checkpoint other = new Checkpoint("other.example", 300, now.root());
    assertThat(LogAuditor.revisit(LEAVES.iterator(), other, now).findings())
        .containsExactly(new Finding.Replaced(now, other), new Finding.Confirmed(now));
    Checkpoint longer = checkpoint(301);
    assertThat(LogAuditor.revisit(LEAVES.iterator(), longer, now).findings())
        .containsExactly(new Finding.RolledBack(now, longer), new Finding.Confirmed(now));
    Checkpoint otherLeaves = new Checkpoint(ORIGIN, 300, checkpoint(299).root());
    assertThat(LogAuditor.revisit(LEAVES.iterator(), otherLeaves, now).findings())
        .containsExactly(new Finding.Rewritten(now, otherLeaves), new Finding.Confirmed(now));
    assertThat(LogAuditor.revisit(LEAVES.iterator(), otherLeaves, now).confirmed()).isFalse();
  }

  @Test
  void aRevisitedLogThatHoldsLeavesBackIsMissedOnce() {
    assertThat(
            LogAuditor.revisit(LEAVES.subList(0, 5).iterator(), checkpoint(6), checkpoint(7))
                .findings())
        .containsExactly(new Finding.MissingLeaves(checkpoint(7), 5));
  }

  @Test
  void anExtensionIsAcceptedWithItsProofAlone() {
    List<MerkleHash> hashes = LEAVES.stream().map(Leaf::leafHash).toList();
    ConsistencyProof proof = AppendableTree.empty().append(hashes).prover().consistency(300);
    Checkpoint older = checkpoint(300);
    Checkpoint newer = checkpoint(700);
    assertThat(LogAuditor.extend(older, newer, proof).toOptional()).contains(newer);
    assertThat(LogAuditor.extend(checkpoint(299), newer, proof).reason())
        .contains(LogFault.PROOF_MISMATCH);
    assertThat(LogAuditor.extend(newer, older, proof).reason()).contains(LogFault.PROOF_MISMATCH);
    Checkpoint other = new Checkpoint("other.example", 300, older.root());
    assertThat(LogAuditor.extend(other, newer, proof).reason())
        .contains(LogFault.CHECKPOINT_ORIGIN);
  }
}
