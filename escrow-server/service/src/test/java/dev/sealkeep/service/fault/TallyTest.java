package dev.sealkeep.service.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.service.fault.history.Answer;
import dev.sealkeep.service.fault.history.Call;
import dev.sealkeep.service.fault.history.Question;
import dev.sealkeep.service.fault.inject.FaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A campaign that shows nothing says so. */
class TallyTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Answer DENIED = new Answer.Refused(403, "denied");

  private final Tally tally = new Tally();
  private final List<Call> calls = new ArrayList<>();

  private void call(long second, int node, Question question, Answer answer) {
    calls.add(new Call("client", node, second * SECOND, second * SECOND + 1, question, answer));
  }

  private void revocation() {
    call(
        1,
        1,
        new Question.Put("acme", Entry.StateObject.POLICY, "w1", "00", false),
        new Answer.Changed(1, 1));
  }

  private void pause(int node, long from, long to) {
    tally.fault(FaultKind.NODE_PAUSED, Set.of(node), from * SECOND, to * SECOND);
  }

  @Test
  void nothingAtAllSaysNothing() {
    assertThat(tally.vacuous(calls))
        .containsExactly(
            "there was no fault",
            "no client noticed any fault",
            "nothing was revoked",
            "nothing was released from the first fault to the last");
  }

  @Test
  void aFaultThatNobodyNoticedIsNamed() {
    revocation();
    pause(1, 10, 20);
    pause(2, 30, 31);
    call(15, 2, new Question.Challenge(), new Answer.Nothing("lost"));
    call(30, 2, new Question.Challenge(), new Answer.Nothing("lost"));
    assertThat(tally.vacuous(calls))
        .containsExactly(
            "nobody ever noticed: node paused",
            "nothing was released from the first fault to the last");
  }

  @Test
  void aDenialIsNoSignOfAFault() {
    revocation();
    pause(1, 10, 20);
    call(15, 1, new Question.Challenge(), DENIED);
    assertThat(tally.vacuous(calls)).contains("nobody ever noticed: node paused");
  }

  @Test
  void whatIsNoticedAndCountedIsSaid() {
    revocation();
    pause(1, 10, 20);
    call(15, 1, new Question.Challenge(), new Answer.Refused(503, "not-ready"));
    assertThat(tally.vacuous(calls))
        .containsExactly("nothing was released from the first fault to the last");
    assertThat(tally.lines(calls))
        .anyMatch(line -> line.contains("1 changes of which 1 revocations"))
        .anyMatch(line -> line.contains("503 not-ready=1"))
        .anyMatch(line -> line.contains("node paused") && line.contains("felt in 1 of 1"));
  }
}
