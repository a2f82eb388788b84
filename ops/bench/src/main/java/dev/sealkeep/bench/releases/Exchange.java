package dev.sealkeep.bench.releases;

import dev.sealkeep.evidence.signature.CorrettoProvider;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.hpke.HpkeReceiver;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.message.ChallengeAnswer;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.receipt.ReceiptExpectation;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.protocol.receipt.ReceiptVerifier;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.simulator.EndorsementKey;
import dev.sealkeep.simulator.KeySelection;
import dev.sealkeep.simulator.ReportRequest;
import dev.sealkeep.simulator.SnpGuest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** What one guest computes for one release. */
public final class Exchange {
  private static final Kem KEM = Kem.X_WING;

  private final SnpGuest guest;
  private final byte[] certificates;
  private final EndorsementKey chip;
  private final HpkeReceiver receiver;

  /**
   * A guest on its machine. It keeps one recipient key for all its releases, where a real guest
   * makes one for each, and the certificate table of its host, and its chip signs by native code.
   * The server cannot tell, and the generator shares the server's processors, which a real chip
   * does not.
   */
  public Exchange(SnpGuest guest) {
    this.guest = guest;
    this.certificates = guest.extendedReport(ReportRequest.of(new byte[64])).certificates();
    EndorsementKey key = guest.signingKey(KeySelection.VLEK_IF_LOADED);
    this.chip = CorrettoProvider.load().map(key::by).orElse(key);
    this.receiver = HpkeReceiver.generate(KEM, new SecureRandom());
  }

  /** A request, and what is needed to check its answer. */
  public record Prepared(ChallengeAnswer challenge, ReleaseRequest request) {}

  /** Evidence over the challenge, in a request. */
  public Prepared prepare(byte[] challengeBody, Name key) {
    ChallengeAnswer challenge = accepted(ChallengeAnswer.parse(challengeBody));
    TranscriptInputs inputs =
        new TranscriptInputs(
            challengeBody,
            challenge.offers().logKey(),
            Estate.tenant(),
            key,
            Optional.of(new Name("root")),
            Purpose.UNLOCK,
            KEM,
            receiver.publicKey());
    byte[] bound = Transcript.outer(Transcript.base(inputs), List.of());
    EvidenceItem evidence =
        new EvidenceItem(Technology.SIMULATED_AMD_SEV_SNP, report(bound), certificates);
    return new Prepared(
        challenge,
        new ReleaseRequest(
            challengeBody,
            inputs.tenant(),
            inputs.key(),
            inputs.volume(),
            inputs.purpose(),
            KEM,
            inputs.recipient(),
            List.of(evidence),
            List.of()));
  }

  private byte[] report(byte[] bound) {
    return guest.unsignedReport(ReportRequest.of(bound)).signedBy(chip);
  }

  /** Checks an answer as a guest does: receipt, inclusion, ciphertext, pin. */
  public void check(Prepared prepared, byte[] answerBody, Estate.Pins pins) {
    TranscriptInputs inputs =
        TranscriptInputs.of(prepared.request(), prepared.challenge().offers().logKey());
    ReceiptOutcome outcome =
        new ReceiptVerifier(
                new ReceiptExpectation(
                    pins.logRoot(),
                    prepared.challenge().certificate(),
                    Digest.of(pins.tenantPin()),
                    inputs))
            .verify(accepted(ReleaseAnswer.parse(answerBody)), receiver);
    switch (outcome) {
      case ReceiptOutcome.Verified verified -> verified.key().close();
      case ReceiptOutcome.Untrusted untrusted ->
          throw new IllegalStateException("an answer does not verify: " + untrusted.fault());
    }
  }

  private static <T> T accepted(Parsed<T> parsed) {
    return switch (parsed) {
      case Parsed.Accepted<T>(T value) -> value;
      case Parsed.Rejected<T> rejected ->
          throw new IllegalStateException("the server's answer: " + rejected.fault());
    };
  }
}
