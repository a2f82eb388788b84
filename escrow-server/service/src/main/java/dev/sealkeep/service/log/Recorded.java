package dev.sealkeep.service.log;

import dev.sealkeep.protocol.log.SignedCheckpoint;
import dev.sealkeep.protocol.log.TlogProof;
import java.util.List;

/**
 * What a member is told once its transaction is durable and the checkpoint over it is signed.
 *
 * @param value what the member yielded
 * @param entries the entries it appended, each with its proof
 * @param checkpoint the signed checkpoint that covers them
 * @param committedNanos {@link System#nanoTime} right after COMMIT
 * @param <T> the member's type
 */
public record Recorded<T>(
    T value, List<Proven> entries, SignedCheckpoint checkpoint, long committedNanos) {
  /**
   * An entry and its proof.
   *
   * @param appended the entry with its place
   * @param proof the C2SP tlog-proof
   */
  public record Proven(LogAppender.AppendedEntry appended, TlogProof proof) {}
}
