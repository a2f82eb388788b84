package dev.sealkeep.service.harness;

import dev.sealkeep.protocol.message.ChallengeAnswer;
import dev.sealkeep.protocol.message.ReceiptMessage;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.wire.Parsed;

/** Takes messages apart and puts others together, as a tampering third party would. */
public final class Answers {
  private Answers() {}

  /** Reads a release answer. */
  public static ReleaseAnswer release(byte[] body) {
    return accepted(ReleaseAnswer.parse(body));
  }

  /** Reads a release request. */
  public static ReleaseRequest request(byte[] body) {
    return accepted(ReleaseRequest.parse(body));
  }

  /** Reads a challenge answer. */
  public static ChallengeAnswer challenge(byte[] body) {
    return accepted(ChallengeAnswer.parse(body));
  }

  private static <T> T accepted(Parsed<T> parsed) {
    return switch (parsed) {
      case Parsed.Accepted<T>(T value) -> value;
      case Parsed.Rejected<T> rejected -> throw new AssertionError(rejected.fault().toString());
    };
  }

  /** The same answer with another sealed key. */
  public static byte[] withSealed(byte[] body, byte[] enc, byte[] ciphertext) {
    ReleaseAnswer answer = release(body);
    return new ReleaseAnswer(
            answer.decisionId(), answer.keyVersion(), enc, ciphertext, answer.receipt())
        .encode();
  }

  /** The same answer with another receipt. */
  public static byte[] withReceipt(byte[] body, ReceiptMessage receipt) {
    ReleaseAnswer answer = release(body);
    return new ReleaseAnswer(
            answer.decisionId(), answer.keyVersion(), answer.enc(), answer.ciphertext(), receipt)
        .encode();
  }

  /** The same receipt with another proof. */
  public static ReceiptMessage withProof(ReceiptMessage receipt, String proof) {
    return new ReceiptMessage(receipt.entry(), receipt.salt(), receipt.tag(), proof);
  }

  /** The same request for another challenge answer. */
  public static ReleaseRequest withChallenge(ReleaseRequest request, byte[] challengeAnswer) {
    return new ReleaseRequest(
        challengeAnswer,
        request.tenant(),
        request.key(),
        request.volume(),
        request.purpose(),
        request.kem(),
        request.recipient(),
        request.evidence(),
        request.eventLogs());
  }

  /** The same request for another purpose. */
  public static ReleaseRequest withPurpose(ReleaseRequest request, Purpose purpose) {
    return new ReleaseRequest(
        request.challengeAnswer(),
        request.tenant(),
        request.key(),
        request.volume(),
        purpose,
        request.kem(),
        request.recipient(),
        request.evidence(),
        request.eventLogs());
  }

  /** The same request with another recipient. */
  public static ReleaseRequest withRecipient(ReleaseRequest request, byte[] recipient) {
    return new ReleaseRequest(
        request.challengeAnswer(),
        request.tenant(),
        request.key(),
        request.volume(),
        request.purpose(),
        request.kem(),
        recipient,
        request.evidence(),
        request.eventLogs());
  }

  /** The bytes with one bit changed. */
  public static byte[] flipped(byte[] bytes, int bit) {
    byte[] copy = bytes.clone();
    copy[bit / 8] ^= (byte) (1 << (bit % 8));
    return copy;
  }
}
