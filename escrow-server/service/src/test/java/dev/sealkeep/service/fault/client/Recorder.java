package dev.sealkeep.service.fault.client;

import dev.sealkeep.service.fault.history.Answer;
import dev.sealkeep.service.fault.history.Call;
import dev.sealkeep.service.fault.history.History;
import dev.sealkeep.service.fault.history.Question;
import dev.sealkeep.service.harness.HttpAnswer;
import java.io.UncheckedIOException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Puts down the calls of one client. */
final class Recorder {
  private final History history;
  private final String client;

  Recorder(History history, String client) {
    this.history = history;
    this.client = client;
  }

  /**
   * Makes a call.
   *
   * @param good reads an answer whose status says that it is what was asked for
   */
  Answer call(
      int node,
      Question question,
      Supplier<HttpAnswer> exchange,
      Function<HttpAnswer, Answer> good) {
    long started = System.nanoTime();
    Answer answer;
    try {
      HttpAnswer got = exchange.get();
      answer =
          got.status() / 100 == 2 ? good.apply(got) : new Answer.Refused(got.status(), code(got));
    } catch (UncheckedIOException e) {
      answer = new Answer.Nothing(String.valueOf(e.getCause()));
    }
    history.add(new Call(client, node, started, System.nanoTime(), question, answer));
    return answer;
  }

  private static String code(HttpAnswer answer) {
    String problem = answer.problem();
    return problem.isEmpty() ? "none" : problem;
  }
}
