package dev.sealkeep.protocol.log;

import static dev.sealkeep.protocol.log.GoldenEntries.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MerkleProofTest {
  /** The eight entries of the RFC 6962 reference tests. */
  private static final List<MerkleHash> KNOWN =
      Stream.of(
              "",
              "00",
              "10",
              "2021",
              "3031",
              "40414243",
              "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")
          .map(entry -> MerkleHash.leaf(hex(entry)))
          .toList();

  private static final List<MerkleHash> LEAVES =
      IntStream.range(0, 70).mapToObj(i -> MerkleHash.leaf(new byte[] {(byte) i})).toList();

  @Test
  void theEmptyTreeHasTheDigestOfNothing() {
    assertThat(MerkleHash.EMPTY)
        .hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
  })
  void theKnownTreeHasItsKnownRoots(int size, String root) {
    assertThat(NaiveTree.root(KNOWN.subList(0, size))).hasToString(root);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8, 96a296d224f285c6 5f083f0a1a33ca07 6b47aaf29ee3c2af",
    "5, 8, bc1a0643b12e4d2d ca854ea128ed050b d37ee418976dd957",
    "2, 3, fac54203e7cc696c",
    "1, 5, 6e340b9cffb37a98 5f083f0a1a33ca07 bc1a0643b12e4d2d"
  })
  void theKnownTreeHasItsKnownInclusionProofs(int index, int size, String expected) {
    List<MerkleHash> leaves = KNOWN.subList(0, size);
    List<MerkleHash> path = NaiveTree.path(index, leaves);
    assertThat(starts(path)).isEqualTo(expected);
    assertThat(
            new InclusionProof(index, path).verify(KNOWN.get(index), size, NaiveTree.root(leaves)))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 8, 96a296d224f285c6 5f083f0a1a33ca07 6b47aaf29ee3c2af",
    "6, 8, 0ebc5d3437fbe2db ca854ea128ed050b d37ee418976dd957",
    "2, 5, 5f083f0a1a33ca07 bc1a0643b12e4d2d",
    "4, 8, 6b47aaf29ee3c2af",
    "3, 7, 0298d122906dcfc1 07506a85fd9dd2f1 fac54203e7cc696c 837dbb152e9b0790"
  })
  void theKnownTreeHasItsKnownConsistencyProofs(int older, int newer, String expected) {
    List<MerkleHash> leaves = KNOWN.subList(0, newer);
    List<MerkleHash> hashes = NaiveTree.proof(older, leaves);
    assertThat(starts(hashes)).isEqualTo(expected);
    assertThat(
            new ConsistencyProof(hashes)
                .verify(
                    older, NaiveTree.root(KNOWN.subList(0, older)), newer, NaiveTree.root(leaves)))
        .isTrue();
  }

  @Test
  void everyInclusionProofVerifiesAndNoChangedOneDoes() {
    int proofs = 0;
    for (int size = 1; size <= LEAVES.size(); size++) {
      List<MerkleHash> leaves = LEAVES.subList(0, size);
      MerkleHash root = NaiveTree.root(leaves);
      for (int index = 0; index < size; index++) {
        List<MerkleHash> path = NaiveTree.path(index, leaves);
        MerkleHash leaf = LEAVES.get(index);
        assertThat(new InclusionProof(index, path).verify(leaf, size, root)).isTrue();
        proofs++;
        for (List<MerkleHash> changed : changes(path)) {
          assertThat(new InclusionProof(index, changed).verify(leaf, size, root)).isFalse();
        }
        for (int other = 0; other <= size; other++) {
          if (other != index) {
            assertThat(new InclusionProof(other, path).verify(leaf, size, root)).isFalse();
          }
        }
        assertThat(new InclusionProof(index, path).verify(MerkleHash.EMPTY, size, root)).isFalse();
        assertThat(new InclusionProof(index, path).verify(leaf, size, MerkleHash.EMPTY)).isFalse();
      }
    }
    assertThat(proofs).isEqualTo(2_485);
  }

  @Test
  void everyConsistencyProofVerifiesAndNoChangedOneDoes() {
    int proofs = 0;
    List<MerkleHash> roots = new ArrayList<>();
    for (int size = 0; size <= LEAVES.size(); size++) {
      List<MerkleHash> leaves = LEAVES.subList(0, size);
      roots.add(NaiveTree.root(leaves));
      MerkleHash newRoot = roots.get(size);
      for (int older = 0; older <= size; older++) {
        MerkleHash oldRoot = roots.get(older);
        List<MerkleHash> hashes = NaiveTree.proof(older, leaves);
        assertThat(new ConsistencyProof(hashes).verify(older, oldRoot, size, newRoot)).isTrue();
        proofs++;
        for (List<MerkleHash> changed : changes(hashes)) {
          assertThat(new ConsistencyProof(changed).verify(older, oldRoot, size, newRoot)).isFalse();
        }
        MerkleHash wrong = MerkleHash.leaf(new byte[9]);
        assertThat(new ConsistencyProof(hashes).verify(older, wrong, size, newRoot)).isFalse();
        assertThat(older > 0 && new ConsistencyProof(hashes).verify(older, oldRoot, size, wrong))
            .isFalse();
      }
    }
    assertThat(proofs).isEqualTo(2_555 + 1);
  }

  @Test
  void aSizeSmallerThanTheOldOneIsRefused() {
    MerkleHash root = NaiveTree.root(KNOWN);
    assertThat(new ConsistencyProof(List.of()).verify(8, root, 7, root)).isFalse();
    assertThat(new ConsistencyProof(List.of()).verify(-1, root, 7, root)).isFalse();
  }

  private static List<List<MerkleHash>> changes(List<MerkleHash> hashes) {
    List<List<MerkleHash>> changes = new ArrayList<>();
    for (int i = 0; i < hashes.size(); i++) {
      List<MerkleHash> shorter = new ArrayList<>(hashes);
      shorter.remove(i);
      changes.add(shorter);
      List<MerkleHash> altered = new ArrayList<>(hashes);
      byte[] bytes = altered.get(i).bytes();
      bytes[i % MerkleHash.BYTES] ^= 1;
      altered.set(i, MerkleHash.of(bytes));
      changes.add(altered);
    }
    for (int i = 0; i <= hashes.size(); i += Math.max(1, hashes.size())) {
      List<MerkleHash> longer = new ArrayList<>(hashes);
      longer.add(i, MerkleHash.EMPTY);
      changes.add(longer);
    }
    return changes;
  }

  private static String starts(List<MerkleHash> hashes) {
    return String.join(" ", hashes.stream().map(hash -> hash.toString().substring(0, 16)).toList());
  }
}
