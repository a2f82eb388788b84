package dev.sealkeep.ledger.receipt;

import dev.sealkeep.ledger.tree.TreeProver;
import dev.sealkeep.ledger.tree.TreeUpdate;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.MerkleHash;
import dev.sealkeep.protocol.log.SignedCheckpoint;
import dev.sealkeep.protocol.log.TlogProof;

/** Makes receipts under one checkpoint. For one thread. */
public final class Receipts {
  private final TreeProver prover;
  private final SignedCheckpoint checkpoint;

  private Receipts(TreeProver prover, MerkleHash root, SignedCheckpoint checkpoint) {
    Checkpoint signed = checkpoint.checkpoint();
    if (signed.size() != prover.size() || !signed.root().equals(root)) {
      throw new IllegalArgumentException(
          "the checkpoint of size %d is not of this tree of size %d"
              .formatted(signed.size(), prover.size()));
    }
    this.prover = prover;
    this.checkpoint = checkpoint;
  }

  /** The checkpoint of a tree, signed. */
  public static SignedCheckpoint sign(TreeUpdate update, LogSigner signer) {
    String origin = signer.verifierKey().name();
    return SignedCheckpoint.sign(new Checkpoint(origin, update.size(), update.root()), signer);
  }

  /** Receipts for the leaves of an append, which need no read. */
  public static Receipts of(TreeUpdate update, SignedCheckpoint checkpoint) {
    return new Receipts(update.prover(), update.root(), checkpoint);
  }

  /**
   * Receipts for any leaf of the tree; throws {@link IllegalArgumentException} if the checkpoint is
   * of another tree than the prover's.
   */
  public static Receipts of(TreeProver prover, SignedCheckpoint checkpoint) {
    return new Receipts(prover, prover.root(), checkpoint);
  }

  /** The proof for the leaf at {@code index}; {@link TlogProof#format()} is what is sent. */
  public TlogProof receipt(long index) {
    return new TlogProof(prover.inclusion(index), checkpoint.note());
  }
}
