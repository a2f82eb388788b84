package dev.sealkeep.service.fault.history;

/**
 * One exchange of a client.
 *
 * @param client who asked
 * @param node whom; from 1
 * @param started when it was asked, in nanoseconds of a clock that all clients share
 * @param ended when the answer was there, or the client gave up
 */
public record Call(
    String client, int node, long started, long ended, Question question, Answer answer) {
  /** Whether what was asked may have been done although the answer does not say so. */
  public boolean isOpen() {
    return switch (answer) {
      case Answer.Nothing _ -> true;
      case Answer.Refused refused -> refused.leavesOpen();
      case Answer.Challenged _,
          Answer.Released _,
          Answer.Untrusted _,
          Answer.Changed _,
          Answer.Seen _ ->
          false;
    };
  }
}
