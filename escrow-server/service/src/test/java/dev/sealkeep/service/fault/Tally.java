package dev.sealkeep.service.fault;

import dev.sealkeep.service.fault.history.Answer;
import dev.sealkeep.service.fault.history.Call;
import dev.sealkeep.service.fault.history.Question;
import dev.sealkeep.service.fault.inject.FaultKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What happened in a campaign, in numbers, and whether it was enough to say anything. */
final class Tally {
  /** How long a fault has to last until clients must have noticed: longer than guests wait. */
  private static final long NOTICED_NANOS = 6_000_000_000L;

  private final List<Window> windows = new ArrayList<>();

  /**
   * A fault while it lasted.
   *
   * @param felt the nodes whose clients had to notice, if it lasted
   */
  private record Window(FaultKind kind, Set<Integer> felt, long began, long lifted) {
    boolean mustBeFelt() {
      return !felt.isEmpty() && lifted - began >= NOTICED_NANOS;
    }

    boolean wasFelt(List<Call> calls) {
      return calls.stream()
          .anyMatch(
              call ->
                  felt.contains(call.node())
                      && call.isOpen()
                      && call.ended() > began
                      && call.started() < lifted);
    }
  }

  void fault(FaultKind kind, Set<Integer> felt, long began, long lifted) {
    windows.add(new Window(kind, Set.copyOf(felt), began, lifted));
  }

  private static long count(List<Call> calls, Class<? extends Answer> answer) {
    return calls.stream().filter(call -> answer.isInstance(call.answer())).count();
  }

  private static boolean isRevocation(Call call) {
    return call.answer() instanceof Answer.Changed
        && switch (call.question()) {
          case Question.Put put -> !put.admits();
          case Question.Enable enable -> !enable.enabled();
          case Question.Challenge _,
              Question.Release _,
              Question.NewVersion _,
              Question.NewestCheckpoint _ ->
              false;
        };
  }

  /** What happened, a line each. */
  List<String> lines(List<Call> calls) {
    List<String> lines = new ArrayList<>();
    long revocations = calls.stream().filter(Tally::isRevocation).count();
    lines.add(
        "%d calls: %d releases, %d changes of which %d revocations, %d checkpoints; no answer to %d"
            .formatted(
                calls.size(),
                count(calls, Answer.Released.class),
                count(calls, Answer.Changed.class),
                revocations,
                count(calls, Answer.Seen.class),
                count(calls, Answer.Nothing.class)));
    Map<String, Integer> refusals = new TreeMap<>();
    for (Call call : calls) {
      if (call.answer() instanceof Answer.Refused(int status, String code)) {
        refusals.merge(status + " " + code, 1, Integer::sum);
      }
    }
    lines.add("refusals: " + refusals);
    Map<FaultKind, int[]> kinds = new EnumMap<>(FaultKind.class);
    for (Window window : windows) {
      int[] numbers = kinds.computeIfAbsent(window.kind(), _ -> new int[3]);
      numbers[0]++;
      numbers[1] += window.mustBeFelt() ? 1 : 0;
      numbers[2] += window.mustBeFelt() && window.wasFelt(calls) ? 1 : 0;
    }
    kinds.forEach(
        (kind, numbers) ->
            lines.add(
                "  %-28s %4d%s"
                    .formatted(
                        kind.word(),
                        numbers[0],
                        numbers[1] == 0
                            ? ""
                            : ", felt in %d of %d that clients had to notice"
                                .formatted(numbers[2], numbers[1]))));
    return lines;
  }

  /** Why nothing follows from the campaign; empty if something does. */
  List<String> vacuous(List<Call> calls) {
    List<String> reasons = new ArrayList<>();
    if (windows.isEmpty()) {
      reasons.add("there was no fault");
    }
    if (windows.stream().noneMatch(window -> window.wasFelt(calls))) {
      reasons.add("no client noticed any fault");
    }
    if (calls.stream().noneMatch(Tally::isRevocation)) {
      reasons.add("nothing was revoked");
    }
    for (FaultKind kind : new TreeSet<>(windows.stream().map(Window::kind).toList())) {
      List<Window> due =
          windows.stream().filter(one -> one.kind() == kind && one.mustBeFelt()).toList();
      if (!due.isEmpty() && due.stream().noneMatch(window -> window.wasFelt(calls))) {
        reasons.add("nobody ever noticed: " + kind.word());
      }
    }
    long between =
        windows.isEmpty()
            ? 0
            : calls.stream()
                .filter(call -> call.answer() instanceof Answer.Released)
                .filter(call -> call.ended() > windows.getFirst().began())
                .filter(call -> call.started() < windows.getLast().lifted())
                .count();
    if (between == 0) {
      reasons.add("nothing was released from the first fault to the last");
    }
    return reasons;
  }
}
