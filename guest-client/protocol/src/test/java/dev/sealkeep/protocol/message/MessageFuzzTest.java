package dev.sealkeep.protocol.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.protocol.wire.Parsed;
import java.util.Arrays;

/** What a parser accepts, its encoder writes so that the parser reads the same again. */
final class MessageFuzzTest {
  @FuzzTest
  void challengeAnswer(byte[] data) {
    if (ChallengeAnswer.parse(data) instanceof Parsed.Accepted<ChallengeAnswer>(var answer)) {
      byte[] once = answer.encode();
      same(once, ChallengeAnswer.parse(once).toOptional().orElseThrow().encode());
    }
  }

  @FuzzTest
  void releaseRequest(byte[] data) {
    if (ReleaseRequest.parse(data) instanceof Parsed.Accepted<ReleaseRequest>(var request)) {
      byte[] once = request.encode();
      same(once, ReleaseRequest.parse(once).toOptional().orElseThrow().encode());
    }
  }

  @FuzzTest
  void releaseAnswer(byte[] data) {
    if (ReleaseAnswer.parse(data) instanceof Parsed.Accepted<ReleaseAnswer>(var answer)) {
      byte[] once = answer.encode();
      same(once, ReleaseAnswer.parse(once).toOptional().orElseThrow().encode());
    }
  }

  @FuzzTest
  void problemDocument(byte[] data) {
    if (ProblemDocument.parse(data) instanceof Parsed.Accepted<ProblemDocument>(var problem)) {
      byte[] once = problem.encode();
      same(once, ProblemDocument.parse(once).toOptional().orElseThrow().encode());
    }
  }

  @FuzzTest
  void activationRequest(byte[] data) {
    if (ActivationRequest.parse(data) instanceof Parsed.Accepted<ActivationRequest>(var request)) {
      byte[] once = request.encode();
      same(once, ActivationRequest.parse(once).toOptional().orElseThrow().encode());
    }
  }

  @FuzzTest
  void activationProof(byte[] data) {
    if (ActivationProof.parse(data) instanceof Parsed.Accepted<ActivationProof>(var proof)) {
      byte[] once = proof.encode();
      same(once, ActivationProof.parse(once).toOptional().orElseThrow().encode());
    }
  }

  @FuzzTest
  void preflightRequest(byte[] data) {
    if (PreflightRequest.parse(data) instanceof Parsed.Accepted<PreflightRequest>(var request)) {
      byte[] once = request.encode();
      same(once, PreflightRequest.parse(once).toOptional().orElseThrow().encode());
    }
  }

  @FuzzTest
  void preflightAnswer(byte[] data) {
    if (PreflightAnswer.parse(data) instanceof Parsed.Accepted<PreflightAnswer>(var answer)) {
      byte[] once = answer.encode();
      same(once, PreflightAnswer.parse(once).toOptional().orElseThrow().encode());
    }
  }

  private static void same(byte[] once, byte[] again) {
    if (!Arrays.equals(once, again)) {
      throw new AssertionError("a message changed on its way");
    }
  }
}
