package dev.sealkeep.ledger.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.protocol.log.ConsistencyProof;
import dev.sealkeep.protocol.log.InclusionProof;
import dev.sealkeep.protocol.log.MerkleHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TreeProverTest {
  private static final int LARGEST = 70_000;
  private static final List<MerkleHash> LEAVES = Leaves.of(LARGEST);
  private static final NaiveTree NAIVE = new NaiveTree(LEAVES);
  private static final TileStore STORE = new TileStore();

  @BeforeAll
  static void fill() {
    STORE.write(AppendableTree.empty().append(LEAVES));
  }

  @Test
  void everyLeafOfEverySmallTreeHasTheNaiveProof() {
    for (int size = 1; size <= 300; size++) {
      TreeProver prover = new TreeProver(size, STORE);
      MerkleHash root = NAIVE.root(size);
      for (int index = 0; index < size; index++) {
        InclusionProof proof = prover.inclusion(index);
        assertThat(proof.path()).isEqualTo(NAIVE.path(index, size));
        assertThat(size % 29 != 0 || proof.verify(LEAVES.get(index), size, root)).isTrue();
      }
    }
  }

  @Test
  void everyOlderSizeOfEverySmallTreeHasTheNaiveProof() {
    for (int size = 0; size <= 300; size++) {
      TreeProver prover = new TreeProver(size, STORE);
      for (int older = 0; older <= size; older++) {
        ConsistencyProof proof = prover.consistency(older);
        assertThat(proof.hashes()).isEqualTo(NAIVE.proof(older, size));
        assertThat(size % 29 != 0 || proof.verify(older, NAIVE.root(older), size, NAIVE.root(size)))
            .isTrue();
      }
    }
  }

  @Test
  void randomLargeTreesHaveTheNaiveProofs() {
    Random random = new Random(5);
    List<Integer> sizes = new ArrayList<>(List.of(65_535, 65_536, 65_537, LARGEST));
    for (int i = 0; i < 40; i++) {
      sizes.add(1 + random.nextInt(LARGEST));
    }
    for (int size : sizes) {
      TreeProver prover = new TreeProver(size, STORE);
      MerkleHash root = NAIVE.root(size);
      assertThat(prover.root()).isEqualTo(root);
      for (int i = 0; i < 20; i++) {
        int index = i == 0 ? size - 1 : random.nextInt(size);
        InclusionProof proof = prover.inclusion(index);
        assertThat(proof.path()).isEqualTo(NAIVE.path(index, size));
        assertThat(proof.verify(LEAVES.get(index), size, root)).isTrue();
        int older = i == 0 ? size - 1 : random.nextInt(size);
        ConsistencyProof consistency = prover.consistency(older);
        assertThat(consistency.hashes()).isEqualTo(NAIVE.proof(older, size));
        assertThat(consistency.verify(older, NAIVE.root(older), size, root)).isTrue();
      }
    }
  }

  @Test
  void aProofReadsAtMostTwoTilesALevel() {
    int[] reads = new int[1];
    TreeProver prover =
        new TreeProver(
            LARGEST,
            (level, index, width) -> {
              reads[0]++;
              return STORE.read(level, index, width);
            });
    prover.inclusion(12_345);
    assertThat(reads[0]).isLessThanOrEqualTo(5);
    prover.inclusion(12_346);
    assertThat(reads[0]).as("the same tiles again").isLessThanOrEqualTo(5);
  }

  @Test
  void theLeavesOfABatchAreProvedWithoutARead() {
    Random random = new Random(6);
    for (int round = 0; round < 150; round++) {
      int before = random.nextInt(round < 5 ? 66_000 : 2_000);
      int batch = 1 + random.nextInt(random.nextBoolean() ? 20 : 700);
      assertBatchIsProved(before, batch);
    }
    for (int boundary : new int[] {256, 512, 65_536}) {
      for (int before = boundary - 2; before <= boundary + 1; before++) {
        assertBatchIsProved(before, 1);
        assertBatchIsProved(before, 2);
        assertBatchIsProved(before, 300);
      }
    }
    assertBatchIsProved(0, 66_000);
  }

  private static void assertBatchIsProved(int before, int batch) {
    int size = before + batch;
    TreeUpdate update = AppendableTree.restore(before, STORE).append(LEAVES.subList(before, size));
    TreeProver prover = update.prover();
    assertThat(update.root()).isEqualTo(NAIVE.root(size));
    int step = Math.max(1, batch / 50);
    for (int index = before; index < size; index += step) {
      assertThat(prover.inclusion(index).path())
          .as("leaf %d of %d, %d before", index, size, before)
          .isEqualTo(NAIVE.path(index, size));
    }
    assertThat(prover.inclusion(size - 1).path()).isEqualTo(NAIVE.path(size - 1, size));
  }

  @Test
  void olderLeavesAreProvedWithTheStore() {
    TreeUpdate update = AppendableTree.restore(1_000, STORE).append(LEAVES.subList(1_000, 1_100));
    assertThat(update.prover(STORE).inclusion(3).path()).isEqualTo(NAIVE.path(3, 1_100));
    assertThat(update.prover(STORE).consistency(1_000).hashes())
        .isEqualTo(NAIVE.proof(1_000, 1_100));
    assertThatThrownBy(() -> update.prover().inclusion(3))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void leavesAndSizesOutOfRangeAreRefused() {
    TreeProver prover = new TreeProver(10, STORE);
    assertThatThrownBy(() -> prover.inclusion(10)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> prover.inclusion(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> prover.consistency(11)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TreeProver(-1, STORE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
