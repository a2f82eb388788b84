package dev.sealkeep.service.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.ledger.audit.RootAccumulator;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.MerkleHash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The kill test's checker can fail: each kind of broken promise is planted, and found. */
class HistoryCheckerTest {
  private static final String ORIGIN = "log.example.org/test";
  private static final Item DISK = new Item(Item.Kind.KEY, "disk");
  private static final Item OTHER = new Item(Item.Kind.POLICY, "disk");
  private static final ItemState FIRST = new ItemState(1, "a".repeat(32));
  private static final ItemState SECOND = new ItemState(2, "b".repeat(32));
  private static final ItemState FORGED = new ItemState(2, "c".repeat(32));
  private static final History.Released RELEASED = new History.Released("0".repeat(32), 4);

  private final Random random = new Random(7);
  private final List<Leaf> leaves = leaves(9);
  private final Map<Long, String> releases = Map.of(4L, RELEASED.decision(), 6L, "9".repeat(32));
  private final History history = honest();

  private History honest() {
    History honest = new History();
    honest.attempt(DISK, FIRST);
    honest.acknowledge(DISK);
    honest.release(RELEASED, checkpoint(leaves, 6));
    honest.answer(checkpoint(leaves, 9));
    honest.answer(checkpoint(leaves, 3));
    return honest;
  }

  private List<Leaf> leaves(int count) {
    List<Leaf> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] commitment = new byte[32];
      byte[] tag = new byte[32];
      random.nextBytes(commitment);
      random.nextBytes(tag);
      made.add(new Leaf(Digest.of(commitment), Digest.of(tag)));
    }
    return made;
  }

  private static Checkpoint checkpoint(List<Leaf> leaves, int size) {
    RootAccumulator tree = new RootAccumulator();
    leaves.subList(0, size).forEach(tree::add);
    return new Checkpoint(ORIGIN, size, tree.root());
  }

  private static Observed observed(
      Map<Item, ItemState> keys, Map<Long, String> releases, List<Leaf> leaves) {
    return new Observed(keys, releases, List.of(), leaves);
  }

  private List<String> violations(Observed observed) {
    return HistoryChecker.check(history, observed).stream().map(Object::toString).toList();
  }

  @Test
  void aNodeThatKeptEveryPromiseHasNoViolation() {
    assertThat(HistoryChecker.check(history, observed(Map.of(DISK, FIRST), releases, leaves)))
        .isEmpty();
  }

  @Test
  void moreThanWasAnsweredIsNoViolation() {
    List<Leaf> longer = new ArrayList<>(leaves);
    longer.addAll(leaves(5));
    assertThat(violations(observed(Map.of(DISK, FIRST, OTHER, SECOND), releases, longer)))
        .isEmpty();
  }

  @Test
  void aLostKeyIsFound() {
    assertThat(HistoryChecker.check(history, observed(Map.of(), releases, leaves)))
        .containsExactly(new Violation.Lost(DISK, FIRST, Optional.empty()));
  }

  @Test
  void aKeyWithOtherBytesIsFound() {
    ItemState other = new ItemState(1, "d".repeat(32));
    assertThat(HistoryChecker.check(history, observed(Map.of(DISK, other), releases, leaves)))
        .containsExactly(new Violation.Lost(DISK, FIRST, Optional.of(other)));
  }

  @Test
  void aRotationWithoutAnAnswerMayHaveHappenedButOnlyAsAsked() {
    history.attempt(DISK, SECOND);
    assertThat(violations(observed(Map.of(DISK, FIRST), releases, leaves))).isEmpty();
    assertThat(violations(observed(Map.of(DISK, SECOND), releases, leaves))).isEmpty();
    assertThat(HistoryChecker.check(history, observed(Map.of(DISK, FORGED), releases, leaves)))
        .containsExactly(new Violation.Lost(DISK, FIRST, Optional.of(FORGED)));
  }

  @Test
  void anAcknowledgedRotationThatWentBackIsFound() {
    history.attempt(DISK, SECOND);
    history.acknowledge(DISK);
    assertThat(HistoryChecker.check(history, observed(Map.of(DISK, FIRST), releases, leaves)))
        .containsExactly(new Violation.Lost(DISK, SECOND, Optional.of(FIRST)));
  }

  @Test
  void aReleaseMissingFromTheLogIsFound() {
    Map<Long, String> without = Map.of(6L, "9".repeat(32));
    assertThat(HistoryChecker.check(history, observed(Map.of(DISK, FIRST), without, leaves)))
        .containsExactly(new Violation.UnloggedRelease(RELEASED, Optional.empty()));
  }

  @Test
  void aReleaseAtAnotherPlaceThanItsReceiptSaysIsFound() {
    Map<Long, String> moved = Map.of(5L, RELEASED.decision(), 4L, "9".repeat(32));
    assertThat(HistoryChecker.check(history, observed(Map.of(DISK, FIRST), moved, leaves)))
        .containsExactly(new Violation.UnloggedRelease(RELEASED, Optional.of("9".repeat(32))));
  }

  @Test
  void aMarkBehindAnAnsweredCheckpointIsFound() {
    Checkpoint behind = checkpoint(leaves, 8);
    assertThat(HistoryChecker.marked(history, Optional.of(behind)))
        .contains(new Violation.MarkBehind(Optional.of(behind), checkpoint(leaves, 9)));
    assertThat(HistoryChecker.marked(history, Optional.empty()))
        .contains(new Violation.MarkBehind(Optional.empty(), checkpoint(leaves, 9)));
    assertThat(HistoryChecker.marked(history, Optional.of(checkpoint(leaves, 9)))).isEmpty();
    assertThat(HistoryChecker.marked(new History(), Optional.empty())).isEmpty();
  }

  @Test
  void aCheckpointOfAnotherHistoryIsFound() {
    history.answer(new Checkpoint(ORIGIN, 5, MerkleHash.leaf(new byte[64])));
    assertThat(HistoryChecker.check(history, observed(Map.of(DISK, FIRST), releases, leaves)))
        .singleElement()
        .extracting(violation -> code(violation))
        .isEqualTo("audit.checkpoint.root");
  }

  @Test
  void aLeafThatWasSwappedIsFoundByEveryCheckpointOverIt() {
    List<Leaf> swapped = new ArrayList<>(leaves);
    Collections.swap(swapped, 4, 5);
    assertThat(HistoryChecker.check(history, observed(Map.of(DISK, FIRST), releases, swapped)))
        .extracting(violation -> code(violation))
        .containsExactly("audit.checkpoint.root", "audit.checkpoint.root");
  }

  @Test
  void aShorterLogIsFound() {
    assertThat(
            HistoryChecker.check(
                history, observed(Map.of(DISK, FIRST), releases, leaves.subList(0, 8))))
        .extracting(violation -> code(violation))
        .containsExactly("audit.checkpoint.leaves");
  }

  private static String code(Violation violation) {
    return violation instanceof Violation.BrokenCheckpoint broken
        ? broken.finding().code()
        : violation.toString();
  }
}
