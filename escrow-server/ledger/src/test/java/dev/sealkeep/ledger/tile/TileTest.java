package dev.sealkeep.ledger.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.MerkleHash;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TileTest {
  private static final List<MerkleHash> HASHES =
      IntStream.range(0, 256).mapToObj(i -> MerkleHash.leaf(new byte[] {(byte) i})).toList();

  private static final List<Leaf> LEAVES =
      IntStream.range(0, 256)
          .mapToObj(i -> Digest.sha256(new byte[] {(byte) i}))
          .map(digest -> new Leaf(digest, Digest.sha256(digest.bytes())))
          .toList();

  @Test
  void aFullTileHasEightThousandOneHundredAndNinetyTwoBytes() {
    byte[] bytes = Tile.of(HASHES).bytes();
    assertThat(bytes).hasSize(8_192);
    assertThat(Tile.read(bytes, 256).orElseThrow().hashes()).isEqualTo(HASHES);
  }

  @Test
  void aPartialTileIsAPrefixOfTheFullOne() {
    byte[] full = Tile.of(HASHES).bytes();
    for (int width = 1; width <= 256; width++) {
      byte[] partial = Tile.of(HASHES.subList(0, width)).bytes();
      assertThat(Tile.slice(full, width)).hasValueSatisfying(b -> assertThat(b).isEqualTo(partial));
      assertThat(Tile.read(full, width).orElseThrow().hashes()).hasSize(width);
      assertThat(Tile.slice(partial, width + 1)).isEmpty();
      assertThat(Tile.read(partial, width + 1)).isEmpty();
    }
  }

  @Test
  void widthsOutsideATileAreRefused() {
    byte[] bytes = new byte[32 * 300];
    for (int width : new int[] {Integer.MIN_VALUE, -1, 0, 257, 1 << 27, Integer.MAX_VALUE}) {
      assertThat(Tile.slice(bytes, width)).isEmpty();
      assertThat(Tile.read(bytes, width)).isEmpty();
      assertThat(EntryBundle.slice(bytes, width)).isEmpty();
    }
    assertThatThrownBy(() -> Tile.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void innerNodesJoinTheirChildren() {
    Tile tile = Tile.of(HASHES);
    for (int height = 1; height <= 8; height++) {
      for (int i = 0; i < 256 >> height; i++) {
        assertThat(tile.node(height, i))
            .isEqualTo(
                MerkleHash.node(tile.node(height - 1, 2 * i), tile.node(height - 1, 2 * i + 1)));
      }
    }
  }

  @Test
  void aBundleHasALengthBeforeEachLeaf() {
    byte[] bytes = EntryBundle.encode(LEAVES.subList(0, 2));
    assertThat(bytes).hasSize(132).startsWith(0, 64);
    assertThat(Arrays.copyOfRange(bytes, 2, 66)).isEqualTo(LEAVES.get(0).data());
    assertThat(Arrays.copyOfRange(bytes, 66, 68)).containsExactly(0, 64);
    assertThat(EntryBundle.decode(bytes)).contains(LEAVES.subList(0, 2));
  }

  @Test
  void aPartialBundleIsAPrefixOfTheFullOne() {
    byte[] full = EntryBundle.encode(LEAVES);
    for (int width = 1; width <= 256; width += 15) {
      byte[] partial = EntryBundle.slice(full, width).orElseThrow();
      assertThat(partial).isEqualTo(EntryBundle.encode(LEAVES.subList(0, width)));
      assertThat(EntryBundle.decode(partial)).contains(LEAVES.subList(0, width));
      assertThat(EntryBundle.slice(partial, width + 1)).isEmpty();
    }
  }

  @Test
  void bytesThatAreNoBundleAreRefused() {
    byte[] good = EntryBundle.encode(LEAVES.subList(0, 3));
    assertThat(EntryBundle.decode(new byte[0])).isEmpty();
    for (int length = 1; length < good.length; length++) {
      assertThat(EntryBundle.decode(Arrays.copyOf(good, length)).isPresent())
          .isEqualTo(length % 66 == 0);
    }
    byte[] longer = good.clone();
    longer[67] = 65;
    assertThat(EntryBundle.decode(longer)).isEmpty();
    byte[] tooMany = new byte[66 * 257];
    for (int i = 0; i < 257; i++) {
      tooMany[66 * i + 1] = 64;
    }
    assertThat(EntryBundle.decode(tooMany)).isEmpty();
    assertThat(EntryBundle.decode(Arrays.copyOf(tooMany, 66 * 256))).isPresent();
  }
}
