package dev.sealkeep.ledger.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.ledger.tree.AppendableTree;
import dev.sealkeep.ledger.tree.TreeUpdate;
import dev.sealkeep.protocol.log.LogFault;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.MerkleHash;
import dev.sealkeep.protocol.log.SignedCheckpoint;
import dev.sealkeep.protocol.log.TlogProof;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
  private static final LogSigner SIGNER =
      LogSigner.fromSeed("log.example/test", SecretBytes.owning(new byte[32]));

  private static final List<MerkleHash> LEAVES =
      IntStream.range(0, 600)
          .mapToObj(i -> MerkleHash.leaf(new byte[] {(byte) i, (byte) (i >> 8)}))
          .toList();

  @AfterAll
  static void close() {
    SIGNER.close();
  }

  @Test
  void oneSignatureServesABatch() {
    AppendableTree tree = AppendableTree.empty().append(LEAVES.subList(0, 200)).newer();
    TreeUpdate update = tree.append(LEAVES.subList(200, 600));
    SignedCheckpoint checkpoint = Receipts.sign(update, SIGNER);
    Receipts receipts = Receipts.of(update, checkpoint);
    for (int index = 200; index < 600; index += 7) {
      TlogProof sent = TlogProof.parse(receipts.receipt(index).format()).orElseThrow();
      assertThat(sent.verify(LEAVES.get(index), SIGNER.verifierKey()).orElseThrow())
          .isEqualTo(checkpoint);
      assertThat(sent.verify(LEAVES.get(index - 1), SIGNER.verifierKey()).reason())
          .contains(LogFault.PROOF_MISMATCH);
    }
  }

  @Test
  void aCheckpointOfAnotherTreeIsRefused() {
    TreeUpdate update = AppendableTree.empty().append(LEAVES.subList(0, 9));
    SignedCheckpoint smaller =
        Receipts.sign(AppendableTree.empty().append(LEAVES.subList(0, 8)), SIGNER);
    assertThatThrownBy(() -> Receipts.of(update, smaller))
        .isInstanceOf(IllegalArgumentException.class);
    List<MerkleHash> other = new ArrayList<>(LEAVES.subList(0, 9));
    other.set(4, MerkleHash.EMPTY);
    SignedCheckpoint forked = Receipts.sign(AppendableTree.empty().append(other), SIGNER);
    assertThatThrownBy(() -> Receipts.of(update.prover(), forked))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
