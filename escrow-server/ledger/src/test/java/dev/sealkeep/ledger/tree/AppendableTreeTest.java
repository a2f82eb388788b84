package dev.sealkeep.ledger.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.ledger.tile.Tile;
import dev.sealkeep.protocol.log.MerkleHash;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AppendableTreeTest {
  private static final List<MerkleHash> LEAVES = Leaves.of(70_000);
  private static final NaiveTree NAIVE = new NaiveTree(LEAVES);

  @Test
  void theKnownTreeHasItsKnownRoot() {
    List<MerkleHash> known =
        Stream.of(
                "",
                "00",
                "10",
                "2021",
                "3031",
                "40414243",
                "5051525354555657",
                "606162636465666768696a6b6c6d6e6f")
            .map(entry -> MerkleHash.leaf(HexFormat.of().parseHex(entry)))
            .toList();
    assertThat(AppendableTree.empty().append(known).root())
        .hasToString("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    assertThat(AppendableTree.empty().append(known.subList(0, 7)).root())
        .hasToString("ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c");
  }

  @Test
  void anEmptyTreeHasTheEmptyRootAndNoTiles() {
    TreeUpdate update = AppendableTree.empty().append(List.of());
    assertThat(update.root()).isEqualTo(MerkleHash.EMPTY);
    assertThat(update.writes()).isEmpty();
    assertThat(new TreeProver(0, new TileStore()).root()).isEqualTo(MerkleHash.EMPTY);
  }

  @Test
  void oneByOneEverySizeHasTheNaiveRoot() {
    AppendableTree tree = AppendableTree.empty();
    TileStore store = new TileStore();
    for (int size = 1; size <= 600; size++) {
      TreeUpdate update = tree.append(LEAVES.subList(size - 1, size));
      store.write(update);
      tree = update.newer();
      assertThat(tree.size()).isEqualTo(size);
      assertThat(tree.root()).as("size %d", size).isEqualTo(NAIVE.root(size));
      assertThat(new TreeProver(size, store).root()).isEqualTo(NAIVE.root(size));
    }
  }

  @Test
  void batchesOfRandomSizesBuildTheSameTreeAndTiles() {
    Random random = new Random(11);
    for (int round = 0; round < 20; round++) {
      TileStore store = new TileStore();
      AppendableTree tree = AppendableTree.empty();
      int target = random.nextInt(3_000);
      while (tree.size() < target) {
        int from = (int) tree.size();
        int to = Math.min(target, from + random.nextInt(700));
        TreeUpdate update = tree.append(LEAVES.subList(from, to));
        assertThat(update.firstIndex()).isEqualTo(from);
        store.write(update);
        tree = update.newer();
        assertThat(tree.root()).isEqualTo(NAIVE.root(to));
      }
      TileStore atOnce = new TileStore();
      atOnce.write(AppendableTree.empty().append(LEAVES.subList(0, target)));
      for (int level = 0; level < 2; level++) {
        assertThat(store.count(level)).isEqualTo(atOnce.count(level));
        for (int index = 0; index < store.count(level); index++) {
          assertThat(store.read(level, index, 1)).isEqualTo(atOnce.read(level, index, 1));
        }
      }
    }
  }

  @Test
  void boundariesOfTilesAreCrossedAlike() {
    for (int boundary : new int[] {256, 512, 65_536}) {
      TileStore store = new TileStore();
      TreeUpdate first = AppendableTree.empty().append(LEAVES.subList(0, boundary - 2));
      store.write(first);
      AppendableTree tree = first.newer();
      for (int size = boundary - 1; size <= boundary + 2; size++) {
        TreeUpdate update = tree.append(LEAVES.subList(size - 1, size));
        store.write(update);
        tree = update.newer();
        assertThat(tree.root()).as("size %d", size).isEqualTo(NAIVE.root(size));
        assertThat(AppendableTree.restore(size, store).root()).isEqualTo(tree.root());
      }
    }
  }

  @Test
  void seventyThousandLeavesFillTheTilesThatTheSpecificationNames() {
    TileStore store = new TileStore();
    TreeUpdate update = AppendableTree.empty().append(LEAVES);
    store.write(update);
    assertThat(update.root()).isEqualTo(NAIVE.root(70_000));
    assertThat(store.count(0)).isEqualTo(274);
    assertThat(store.bytes(0, 273)).isEqualTo(112 * 32);
    assertThat(store.count(1)).isEqualTo(2);
    assertThat(store.bytes(1, 0)).isEqualTo(8_192);
    assertThat(store.bytes(1, 1)).isEqualTo(17 * 32);
    assertThat(store.count(2)).isEqualTo(1);
    assertThat(store.bytes(2, 0)).isEqualTo(32);
    assertThat(store.count(3)).isZero();
    assertThat(update.writes()).hasSize(277);
  }

  @Test
  void theOldTreeStaysUsableWhenATransactionRollsBack() {
    AppendableTree old = AppendableTree.empty().append(LEAVES.subList(0, 250)).newer();
    TreeUpdate lost = old.append(LEAVES.subList(300, 900));
    assertThat(lost.size()).isEqualTo(850);
    assertThat(old.size()).isEqualTo(250);
    assertThat(old.root()).isEqualTo(NAIVE.root(250));
    assertThat(old.append(LEAVES.subList(250, 900)).root()).isEqualTo(NAIVE.root(900));
  }

  @Test
  void aTreeIsRestoredFromItsRightEdgeAndGrowsOn() {
    TileStore store = new TileStore();
    store.write(AppendableTree.empty().append(LEAVES.subList(0, 66_000)));
    // The store holds a later tree than the one that is restored.
    for (int size : new int[] {0, 1, 255, 256, 257, 1_000, 65_535, 65_536, 65_537, 66_000}) {
      AppendableTree tree = AppendableTree.restore(size, store);
      assertThat(tree.root()).as("size %d", size).isEqualTo(NAIVE.root(size));
      assertThat(tree.append(LEAVES.subList(size, size + 300)).root())
          .isEqualTo(NAIVE.root(size + 300));
    }
  }

  @Test
  void restoringReadsOnlyTheRightEdge() {
    TileStore store = new TileStore();
    store.write(AppendableTree.empty().append(LEAVES));
    int[] reads = new int[1];
    AppendableTree.restore(
        70_000,
        (level, index, width) -> {
          reads[0]++;
          assertThat(width).isLessThan(Tile.FULL_WIDTH);
          return store.read(level, index, width);
        });
    assertThat(reads[0]).isEqualTo(3);
  }

  @Test
  void aStoreThatLacksATileIsABrokenOne() {
    TileStore store = new TileStore();
    store.write(AppendableTree.empty().append(LEAVES.subList(0, 300)));
    assertThatThrownBy(() -> AppendableTree.restore(301, store))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("tile 1 of level 0");
    assertThatThrownBy(() -> AppendableTree.restore(-1, store))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sizesBeyondAnyRealLogKeepTheirEdge() {
    // All digits 255 but the highest: each level has a partial tile of 255, and one leaf more
    // would fill seven of them at once.
    MerkleHash hash = LEAVES.getFirst();
    byte[] full = Tile.of(Collections.nCopies(256, hash)).bytes();
    AppendableTree tree = AppendableTree.restore((1L << 56) - 1, (level, index, width) -> full);
    TreeUpdate update = tree.append(List.of(hash));
    assertThat(update.size()).isEqualTo(1L << 56);
    assertThat(update.writes()).hasSize(8);
    assertThat(update.writes().getLast().level()).isEqualTo(7);
    AppendableTree largest = AppendableTree.restore(Long.MAX_VALUE, (level, index, width) -> full);
    assertThatThrownBy(() -> largest.append(List.of(hash)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
