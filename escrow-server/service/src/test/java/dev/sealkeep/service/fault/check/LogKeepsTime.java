package dev.sealkeep.service.fault.check;

import dev.sealkeep.service.fault.history.Answer;
import dev.sealkeep.service.fault.history.Call;
import dev.sealkeep.service.fault.history.FinalLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * The log's order is that of the clients' clock: what was asked for after something had been
 * answered stands after it in the log. With it, an order that is right in the log is right for
 * whoever waited for an answer.
 */
public final class LogKeepsTime implements Property {
  /** Makes the check. */
  public LogKeepsTime() {}

  private record Logged(Call call, long index) {}

  @Override
  public List<Finding> check(List<Call> calls, FinalLog log) {
    List<Logged> logged = new ArrayList<>();
    for (Call call : calls) {
      index(call).ifPresent(index -> logged.add(new Logged(call, index)));
    }
    List<Logged> byEnd = new ArrayList<>(logged);
    byEnd.sort(Comparator.comparingLong(one -> one.call().ended()));
    logged.sort(Comparator.comparingLong(one -> one.call().started()));
    List<Finding> findings = new ArrayList<>();
    int ended = 0;
    Logged highest = null;
    for (Logged one : logged) {
      while (ended < byEnd.size() && byEnd.get(ended).call().ended() < one.call().started()) {
        Logged earlier = byEnd.get(ended);
        highest = highest == null || earlier.index() > highest.index() ? earlier : highest;
        ended++;
      }
      if (highest != null && one.index() <= highest.index()) {
        findings.add(
            Finding.of(
                LogKeepsTime.class,
                "entry %d was asked for after entry %d had been answered: %s, %s"
                    .formatted(one.index(), highest.index(), one.call(), highest.call())));
      }
    }
    return findings;
  }

  private static OptionalLong index(Call call) {
    return switch (call.answer()) {
      case Answer.Released released -> OptionalLong.of(released.index());
      case Answer.Changed changed -> OptionalLong.of(changed.index());
      case Answer.Challenged _,
          Answer.Untrusted _,
          Answer.Seen _,
          Answer.Refused _,
          Answer.Nothing _ ->
          OptionalLong.empty();
    };
  }
}
