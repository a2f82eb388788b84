package dev.sealkeep.service.fault.check;

import dev.sealkeep.ledger.audit.LogAuditor;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.service.fault.history.Answer;
import dev.sealkeep.service.fault.history.Call;
import dev.sealkeep.service.fault.history.FinalLog;
import java.util.List;
import java.util.stream.Stream;

/** Every checkpoint that was ever answered, in a receipt or by itself, is of the final log. */
public final class CheckpointsAgree implements Property {
  /** Makes the check. */
  public CheckpointsAgree() {}

  @Override
  public List<Finding> check(List<Call> calls, FinalLog log) {
    List<Checkpoint> answered =
        Stream.concat(
                Stream.of(log.checkpoint()), calls.stream().flatMap(CheckpointsAgree::checkpoints))
            .distinct()
            .toList();
    return Stream.concat(
            answered.stream()
                .filter(one -> !one.origin().equals(log.checkpoint().origin()))
                .map(one -> finding("it is of another log", one)),
            LogAuditor.replay(log.leaves().iterator(), answered).findings().stream()
                .filter(finding -> !(finding instanceof LogAuditor.Finding.Confirmed))
                .map(finding -> finding(finding.code(), finding.checkpoint())))
        .toList();
  }

  private static Finding finding(String what, Checkpoint checkpoint) {
    return Finding.of(
        CheckpointsAgree.class,
        "the checkpoint of size %d with root %s was answered: %s"
            .formatted(checkpoint.size(), checkpoint.root().base64(), what));
  }

  private static Stream<Checkpoint> checkpoints(Call call) {
    return switch (call.answer()) {
      case Answer.Released released -> Stream.of(released.checkpoint());
      case Answer.Seen seen -> Stream.of(seen.checkpoint());
      case Answer.Challenged _,
          Answer.Untrusted _,
          Answer.Changed _,
          Answer.Refused _,
          Answer.Nothing _ ->
          Stream.of();
    };
  }
}
