package dev.sealkeep.ledger.audit;

import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.ConsistencyProof;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogFault;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.log.MerkleHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** Checks a log's leaves against its checkpoints. */
public final class LogAuditor {
  private LogAuditor() {}

  /** What became of one checkpoint. */
  public sealed interface Finding {
    /** The checkpoint in question. */
    Checkpoint checkpoint();

    /** A stable code. */
    String code();

    /** The leaves lead to the checkpoint's root. */
    record Confirmed(Checkpoint checkpoint) implements Finding {
      @Override
      public String code() {
        return "audit.checkpoint.confirmed";
      }
    }

    /** The leaves lead to another root: something was changed, or two histories were signed. */
    record WrongRoot(Checkpoint checkpoint, MerkleHash computed) implements Finding {
      @Override
      public String code() {
        return "audit.checkpoint.root";
      }
    }

    /** There are fewer leaves than the checkpoint claims. */
    record MissingLeaves(Checkpoint checkpoint, long present) implements Finding {
      @Override
      public String code() {
        return "audit.checkpoint.leaves";
      }
    }

    /** The log has another name than when it was verified before. */
    record Replaced(Checkpoint checkpoint, Checkpoint earlier) implements Finding {
      @Override
      public String code() {
        return "audit.log.replaced";
      }
    }

    /** The log is shorter than when it was verified before. */
    record RolledBack(Checkpoint checkpoint, Checkpoint earlier) implements Finding {
      @Override
      public String code() {
        return "audit.log.rollback";
      }
    }

    /** The log's beginning is not what was verified before. */
    record Rewritten(Checkpoint checkpoint, Checkpoint earlier) implements Finding {
      @Override
      public String code() {
        return "audit.log.rewritten";
      }
    }
  }

  /**
   * What became of all of them.
   *
   * @param findings what became of the checkpoints
   */
  public record Report(List<Finding> findings) {
    /** Copies the list. */
    public Report {
      findings = List.copyOf(findings);
    }

    /** Whether there was a checkpoint and the leaves lead to each. */
    public boolean confirmed() {
      return !findings.isEmpty()
          && findings.stream().allMatch(finding -> finding instanceof Finding.Confirmed);
    }
  }

  /**
   * Recomputes the root at the size of each checkpoint, in one pass, and finds one thing of each,
   * by ascending size. Checkpoints that all agree with one sequence of leaves are consistent with
   * each other.
   *
   * @param leaves the log's leaves from index 0; read no further than the largest checkpoint
   * @param checkpoints checkpoints whose signatures the caller has verified, in any order
   */
  public static Report replay(Iterator<Leaf> leaves, List<Checkpoint> checkpoints) {
    RootAccumulator tree = new RootAccumulator();
    List<Finding> findings = new ArrayList<>();
    checkpoints.stream()
        .sorted(Comparator.comparingLong(Checkpoint::size))
        .forEach(checkpoint -> findings.add(judge(checkpoint, tree, leaves)));
    return new Report(findings);
  }

  /**
   * Replays a log whose earlier checkpoint was verified once: whether it is the same log and only
   * grew, and, last of the findings, what became of the checkpoint of now.
   *
   * @param leaves the log's leaves from index 0; read no further than {@code now}
   * @param earlier the checkpoint of the last verification
   * @param now a checkpoint whose signature the caller has verified
   */
  public static Report revisit(Iterator<Leaf> leaves, Checkpoint earlier, Checkpoint now) {
    RootAccumulator tree = new RootAccumulator();
    List<Finding> findings = new ArrayList<>();
    boolean shorter = now.size() < earlier.size();
    if (!earlier.origin().equals(now.origin())) {
      findings.add(new Finding.Replaced(now, earlier));
    } else if (shorter) {
      findings.add(new Finding.RolledBack(now, earlier));
    }
    if (!shorter && judge(earlier, tree, leaves) instanceof Finding.WrongRoot) {
      findings.add(new Finding.Rewritten(now, earlier));
    }
    findings.add(judge(now, tree, leaves));
    return new Report(findings);
  }

  private static Finding judge(Checkpoint checkpoint, RootAccumulator tree, Iterator<Leaf> leaves) {
    while (tree.size() < checkpoint.size() && leaves.hasNext()) {
      tree.add(leaves.next());
    }
    if (tree.size() < checkpoint.size()) {
      return new Finding.MissingLeaves(checkpoint, tree.size());
    }
    MerkleHash root = tree.root();
    return root.equals(checkpoint.root())
        ? new Finding.Confirmed(checkpoint)
        : new Finding.WrongRoot(checkpoint, root);
  }

  /**
   * Whether a newer checkpoint of the same log extends an older one: accepted with the newer, or
   * refused with {@link LogFault#CHECKPOINT_ORIGIN} or {@link LogFault#PROOF_MISMATCH}.
   */
  public static LogResult<Checkpoint> extend(
      Checkpoint older, Checkpoint newer, ConsistencyProof proof) {
    if (!older.origin().equals(newer.origin())) {
      return LogResult.refused(LogFault.CHECKPOINT_ORIGIN);
    }
    return proof.verify(older.size(), older.root(), newer.size(), newer.root())
        ? LogResult.accepted(newer)
        : LogResult.refused(LogFault.PROOF_MISMATCH);
  }
}
