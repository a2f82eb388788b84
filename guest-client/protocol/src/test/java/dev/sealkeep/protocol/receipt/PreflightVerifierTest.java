package dev.sealkeep.protocol.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.hpke.TinkSender.Sealed;
import dev.sealkeep.protocol.log.BootClaim;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.message.PreflightAnswer;
import dev.sealkeep.protocol.message.ReceiptMessage;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A guest believes an answer about its next boot only if it is the logged one. */
final class PreflightVerifierTest {
  private static final NextBoot QUESTION =
      new NextBoot(
          List.of(), List.of(new NextBoot.Value(new BootClaim("measurement"), "00".repeat(48))));

  private final TestEscrow escrow = new TestEscrow();
  private final TranscriptInputs inputs = inputs("acme", Purpose.PREFLIGHT);
  private final PreflightVerifier verifier =
      new PreflightVerifier(escrow.expectation(inputs), QUESTION);

  private TranscriptInputs inputs(String tenant, Purpose purpose) {
    return new TranscriptInputs(
        escrow.challenge().encode(),
        escrow.log().verifierKey().text(),
        new Name(tenant),
        new Name("payments"),
        Optional.empty(),
        purpose,
        Kem.X25519,
        TestEscrow.repeated(9, 32));
  }

  private Entry.Release release(TranscriptInputs of) {
    return escrow.entry(of, new Sealed(new byte[32], new byte[16]));
  }

  private Entry.Preflight entry(TranscriptInputs of, NextBoot question, boolean permitted) {
    Entry.Release release = release(of);
    return new Entry.Preflight(
        release.header(), release.decision(), 3, question, permitted, "policy.permitted");
  }

  private PreflightAnswer answer(Entry entry, boolean permitted) {
    return new PreflightAnswer(escrow.decision(), permitted, escrow.receipt(entry));
  }

  private ReceiptFault fault(PreflightAnswer answer) {
    PreflightOutcome outcome = verifier.verify(answer);
    assertThat(outcome).isInstanceOf(PreflightOutcome.Untrusted.class);
    return ((PreflightOutcome.Untrusted) outcome).fault();
  }

  @Test
  void theLoggedAnswerHolds() {
    for (boolean permitted : new boolean[] {true, false}) {
      Entry.Preflight entry = entry(inputs, QUESTION, permitted);
      assertThat(verifier.verify(answer(entry, permitted)))
          .isInstanceOfSatisfying(
              PreflightOutcome.Verified.class,
              verified -> {
                assertThat(verified.entry()).isEqualTo(entry);
                assertThat(verified.leafIndex()).isEqualTo(2);
              });
    }
  }

  @Test
  void anAnswerThatTheLogDoesNotHaveIsRefused() {
    assertThat(fault(answer(entry(inputs, QUESTION, false), true)))
        .isEqualTo(ReceiptFault.ENTRY_PERMITTED);
    assertThat(fault(answer(entry(inputs, NextBoot.UNCHANGED, true), true)))
        .isEqualTo(ReceiptFault.ENTRY_QUESTION);
    assertThat(fault(answer(entry(inputs("other", Purpose.PREFLIGHT), QUESTION, true), true)))
        .isEqualTo(ReceiptFault.ENTRY_TENANT);
    assertThat(fault(answer(release(inputs), true))).isEqualTo(ReceiptFault.ENTRY_KIND);
    Entry.Preflight good = entry(inputs, QUESTION, true);
    assertThat(
            fault(
                new PreflightAnswer(
                    DecisionId.of(TestEscrow.repeated(1, 16)), true, escrow.receipt(good))))
        .isEqualTo(ReceiptFault.ENTRY_DECISION);
  }

  @Test
  void anAnswerOfAnotherExchangeIsRefused() {
    TranscriptInputs other =
        new TranscriptInputs(
            inputs.challengeAnswer(),
            inputs.logKey(),
            inputs.tenant(),
            inputs.key(),
            inputs.volume(),
            inputs.purpose(),
            inputs.kem(),
            TestEscrow.repeated(8, 32));
    assertThat(fault(answer(entry(other, QUESTION, true), true)))
        .isEqualTo(ReceiptFault.ENTRY_BASE);
  }

  @Test
  void anotherLogAndABrokenProofAreRefused() {
    Entry.Preflight entry = entry(inputs, QUESTION, true);
    LogSigner stranger = LogSigner.generate("log.example/sealkeep", new SecureRandom());
    ReceiptMessage foreign = escrow.receipt(entry.encode(), escrow.tenantSecret(), stranger);
    assertThat(fault(new PreflightAnswer(escrow.decision(), true, foreign)))
        .isEqualTo(ReceiptFault.CHECKPOINT_INVALID);
    ReceiptMessage good = escrow.receipt(entry);
    byte[] flipped = good.entry().clone();
    flipped[flipped.length / 2] ^= 1;
    assertThat(
            fault(
                new PreflightAnswer(
                    escrow.decision(),
                    true,
                    new ReceiptMessage(flipped, good.salt(), good.tag(), good.proof()))))
        .isEqualTo(ReceiptFault.INCLUSION_INVALID);
  }
}
