package dev.sealkeep.service.fault.client;

import dev.sealkeep.keystore.hierarchy.Fingerprint;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.message.ReceiptMessage;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.service.fault.history.Answer;
import dev.sealkeep.service.fault.history.Question;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** A guest, or a stranger with other evidence, that boots again and again. */
final class GuestClient implements Runnable {
  private static final byte[] NO_OFFER = "{}".getBytes(StandardCharsets.UTF_8);
  private static final byte[] STRANGER = Guest.measurement(0x13);
  private static final int RETRIES = 2;

  private final Users users;
  private final Recorder recorder;
  private final Random random;
  private final Guest guest;
  private final Guest stranger;

  GuestClient(Users users, Recorder recorder, Random random) {
    this.users = users;
    this.recorder = recorder;
    this.random = random;
    // What they send goes through the recorder.
    this.guest = new Guest(users.guests(1), Guest.source(Guest.GOOD, 1));
    this.stranger = new Guest(users.guests(1), Guest.source(STRANGER, 2));
  }

  @Override
  public void run() {
    Workload workload = users.workloads().get(random.nextInt(users.workloads().size()));
    String key = workload.keys().get(random.nextInt(workload.keys().size()));
    boolean entitled = random.nextInt(20) > 0;
    Optional<byte[]> challenge = challenge(users.anyNode(random));
    if (challenge.isEmpty()) {
      return;
    }
    Guest.Attempt attempt = prepare(challenge.get(), workload, key, entitled);
    int node = users.anyNode(random);
    switch (random.nextInt(8)) {
      case 0 -> {
        // Two requests with one challenge, to two nodes at once.
        Guest.Attempt other = prepare(challenge.get(), workload, key, entitled);
        both(
            () -> release(node, attempt, entitled),
            () -> release(users.otherThan(node), other, entitled));
      }
      case 1 -> {
        // One request, to two nodes at once.
        both(
            () -> release(node, attempt, entitled),
            () -> release(users.otherThan(node), attempt, entitled));
      }
      case 2 -> {
        // The answer is thrown away and the request repeated.
        Answer _ = release(node, attempt, entitled);
        Answer _ = release(users.anyNode(random), attempt, entitled);
      }
      default -> {
        Answer answer = release(node, attempt, entitled);
        for (int left = RETRIES; left > 0 && answer instanceof Answer.Nothing; left--) {
          answer = release(users.anyNode(random), attempt, entitled);
        }
      }
    }
  }

  private Guest.Attempt prepare(byte[] challenge, Workload workload, String key, boolean entitled) {
    Kem kem = random.nextInt(8) == 0 ? Kem.X_WING : Kem.X25519;
    return (entitled ? guest : stranger).prepare(challenge, workload.tenant(), key, kem);
  }

  private static void both(Runnable one, Runnable other) {
    CompletableFuture<Void> beside = CompletableFuture.runAsync(other, Thread::startVirtualThread);
    one.run();
    beside.join();
  }

  private Optional<byte[]> challenge(int node) {
    byte[][] body = new byte[1][];
    Answer answer =
        recorder.call(
            node,
            new Question.Challenge(),
            () -> users.guests(node).post("/v1/challenges", NO_OFFER),
            got -> {
              body[0] = got.body();
              return new Answer.Challenged();
            });
    return answer instanceof Answer.Challenged ? Optional.of(body[0]) : Optional.empty();
  }

  /** Asks for a key until it is given; false if it is not within some tries. */
  boolean obtain(Workload workload, String key, int node) {
    for (int left = 10; left > 0; left--) {
      Optional<byte[]> challenge = challenge(node);
      if (challenge.isPresent()
          && release(node, prepare(challenge.get(), workload, key, true), true)
              instanceof Answer.Released) {
        return true;
      }
    }
    return false;
  }

  private Answer release(int node, Guest.Attempt attempt, boolean entitled) {
    byte[] base =
        Transcript.base(TranscriptInputs.of(attempt.request(), attempt.answer().offers().logKey()));
    Question question =
        new Question.Release(
            attempt.request().tenant().value(),
            attempt.request().key().value(),
            Digest.sha256(attempt.answerBody()).hex(),
            Digest.of(base).hex(),
            entitled);
    return recorder.call(
        node,
        question,
        () -> users.guests(node).post("/v1/releases", attempt.request().encode()),
        got -> open(attempt, got));
  }

  private Answer open(Guest.Attempt attempt, HttpAnswer got) {
    if (!(ReleaseAnswer.parse(got.body())
        instanceof Parsed.Accepted<ReleaseAnswer>(ReleaseAnswer answer))) {
      return new Answer.Untrusted("it is no release answer");
    }
    return switch (Guest.open(
        attempt, got.body(), users.tenant(attempt.request().tenant().value()))) {
      case ReceiptOutcome.Untrusted untrusted -> new Answer.Untrusted(untrusted.fault().toString());
      case ReceiptOutcome.Verified verified -> {
        ReceiptMessage receipt = answer.receipt();
        Leaf leaf =
            new Leaf(Leaf.commit(receipt.salt(), receipt.entry()), Digest.of(receipt.tag()));
        try (SecretBytes key = verified.key()) {
          yield new Answer.Released(
              verified.entry().id().toString(),
              verified.entry().keyVersion(),
              Fingerprint.of(key).hex(),
              verified.leafIndex(),
              leaf,
              verified.checkpoint());
        }
      }
    };
  }
}
