package dev.sealkeep.protocol.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.hpke.HpkeReceiver;
import dev.sealkeep.protocol.hpke.TinkSender;
import dev.sealkeep.protocol.hpke.TinkSender.Sealed;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.log.LogKeyCertificate;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.message.ReceiptMessage;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every lie that an answer can tell, each with the code of the check that finds it. */
final class ReceiptVerifierTest {
  private final TestEscrow escrow = new TestEscrow();
  private final HpkeReceiver recipient = HpkeReceiver.generate(Kem.X_WING, new SecureRandom());
  private final TranscriptInputs inputs = inputs(recipient.publicKey());
  private Sealed sealed = new Sealed(new byte[0], new byte[0]);

  @BeforeEach
  void seal() throws GeneralSecurityException {
    sealed = escrow.seal(inputs);
  }

  @AfterEach
  void destroyRecipient() {
    recipient.close();
  }

  private TranscriptInputs inputs(byte[] publicKey) {
    return new TranscriptInputs(
        escrow.challenge().encode(),
        escrow.log().verifierKey().text(),
        new Name("acme"),
        new Name("payments"),
        Optional.of(new Name("root")),
        Purpose.UNLOCK,
        Kem.X_WING,
        publicKey);
  }

  private ReceiptOutcome verify(ReleaseAnswer answer) {
    return new ReceiptVerifier(escrow.expectation(inputs)).verify(answer, recipient);
  }

  private static ReceiptFault fault(ReceiptOutcome outcome) {
    assertThat(outcome).isInstanceOf(ReceiptOutcome.Untrusted.class);
    return ((ReceiptOutcome.Untrusted) outcome).fault();
  }

  private ReleaseAnswer honest() {
    return escrow.answer(sealed, escrow.receipt(escrow.entry(inputs, sealed)));
  }

  @Test
  void yieldsKeyOfHonestAnswer() {
    ReceiptOutcome outcome = verify(honest());
    assertThat(outcome).isInstanceOf(ReceiptOutcome.Verified.class);
    ReceiptOutcome.Verified verified = (ReceiptOutcome.Verified) outcome;
    try (SecretBytes key = verified.key()) {
      assertThat(key.bytes(SecretAccess.get())).isEqualTo(escrow.key());
    }
    assertThat(verified.entry()).isEqualTo(escrow.entry(inputs, sealed));
    assertThat(verified.leafIndex()).isEqualTo(2);
    assertThat(verified.checkpoint().size()).isEqualTo(3);
    assertThat(verified.toString()).doesNotContain("payments disk");
  }

  @Test
  void refusesUncertifiedLogKey() {
    LogSigner stranger = LogSigner.generate("root.example/sealkeep", new SecureRandom());
    String foreign = LogKeyCertificate.issue(stranger, escrow.log().verifierKey()).format();
    String ofAnother = LogKeyCertificate.issue(escrow.root(), stranger.verifierKey()).format();
    for (String certificate : new String[] {foreign, ofAnother, "", "nonsense\n\n"}) {
      ReceiptExpectation expectation =
          new ReceiptExpectation(
              escrow.root().verifierKey(), certificate, escrow.tenantPin(), inputs);
      assertThat(fault(new ReceiptVerifier(expectation).verify(honest(), recipient)))
          .isEqualTo(ReceiptFault.LOG_KEY_UNCERTIFIED);
    }
  }

  @Test
  void refusesCheckpointOfAnotherLog() {
    LogSigner stranger = LogSigner.generate("log.example/sealkeep", new SecureRandom());
    byte[] entry = escrow.entry(inputs, sealed).encode();
    ReceiptMessage receipt = escrow.receipt(entry, escrow.tenantSecret(), stranger);
    assertThat(fault(verify(escrow.answer(sealed, receipt))))
        .isEqualTo(ReceiptFault.CHECKPOINT_INVALID);
  }

  @Test
  void refusesBrokenProofText() {
    ReceiptMessage good = honest().receipt();
    for (String proof : new String[] {"", "nonsense", good.proof().replace("index 2", "index x")}) {
      ReceiptMessage receipt = new ReceiptMessage(good.entry(), good.salt(), good.tag(), proof);
      assertThat(fault(verify(escrow.answer(sealed, receipt))))
          .isEqualTo(ReceiptFault.CHECKPOINT_INVALID);
    }
  }

  @Test
  void refusesAnotherIndexSaltTagOrEntry() {
    ReceiptMessage good = honest().receipt();
    String otherIndex = good.proof().replace("index 2", "index 1");
    Entry other = withDecision(entry -> withKey(entry, "other"));
    for (ReceiptMessage receipt :
        new ReceiptMessage[] {
          new ReceiptMessage(good.entry(), good.salt(), good.tag(), otherIndex),
          new ReceiptMessage(good.entry(), flip(good.salt()), good.tag(), good.proof()),
          new ReceiptMessage(good.entry(), good.salt(), flip(good.tag()), good.proof()),
          new ReceiptMessage(other.encode(), good.salt(), good.tag(), good.proof()),
          new ReceiptMessage(flip(good.entry()), good.salt(), good.tag(), good.proof()),
        }) {
      assertThat(fault(verify(escrow.answer(sealed, receipt))))
          .isEqualTo(ReceiptFault.INCLUSION_INVALID);
    }
  }

  @Test
  void refusesLoggedBytesThatAreNoEntry() {
    byte[] entry = {0x00};
    ReceiptMessage receipt = escrow.receipt(entry, escrow.tenantSecret(), escrow.log());
    assertThat(fault(verify(escrow.answer(sealed, receipt))))
        .isEqualTo(ReceiptFault.ENTRY_MALFORMED);
  }

  @Test
  void refusesDenialInPlaceOfRelease() {
    Entry.Release release = escrow.entry(inputs, sealed);
    Entry denial = new Entry.Denial(release.header(), release.decision(), "policy.denied");
    assertThat(logged(denial)).isEqualTo(ReceiptFault.ENTRY_KIND);
  }

  @Test
  void refusesEntryOfAnotherRelease() {
    assertThat(logged(withHeader(escrow.decision(), "other"))).isEqualTo(ReceiptFault.ENTRY_TENANT);
    assertThat(logged(withDecision(d -> withKey(d, "other")))).isEqualTo(ReceiptFault.ENTRY_KEY);
    assertThat(logged(withDecision(d -> withVolume(d, "other"))))
        .isEqualTo(ReceiptFault.ENTRY_VOLUME);
    assertThat(logged(withDecision(d -> withVolume(d, "")))).isEqualTo(ReceiptFault.ENTRY_VOLUME);
    assertThat(logged(withDecision(d -> withPurpose(d, Purpose.PREFLIGHT))))
        .isEqualTo(ReceiptFault.ENTRY_PURPOSE);
    assertThat(logged(withDecision(d -> withBase(d, TestEscrow.repeated(1, 64)))))
        .isEqualTo(ReceiptFault.ENTRY_BASE);
    assertThat(logged(withHeader(DecisionId.of(TestEscrow.repeated(9, 16)), "acme")))
        .isEqualTo(ReceiptFault.ENTRY_DECISION);
    Entry.Release e = escrow.entry(inputs, sealed);
    assertThat(logged(new Entry.Release(e.header(), e.decision(), 8, e.kem(), e.sealed())))
        .isEqualTo(ReceiptFault.ENTRY_KEY_VERSION);
    assertThat(logged(new Entry.Release(e.header(), e.decision(), 7, Kem.X25519, e.sealed())))
        .isEqualTo(ReceiptFault.ENTRY_KEM);
  }

  @Test
  void yieldsKeyOnlyIfTheEntryShowsWhatWasReported() {
    Fallbacks reported = new Fallbacks(2, 10, 20);
    List<Optional<Fallbacks>> all =
        List.of(
            Optional.empty(),
            Optional.of(reported),
            Optional.of(new Fallbacks(1, 10, 20)),
            Optional.of(new Fallbacks(2, 9, 20)),
            Optional.of(new Fallbacks(2, 10, 21)));
    for (Optional<Fallbacks> sent : all) {
      ReceiptExpectation plain = escrow.expectation(inputs);
      ReceiptVerifier verifier =
          new ReceiptVerifier(
              new ReceiptExpectation(
                  plain.logRoot(), plain.certificate(), plain.tenantPin(), inputs, sent));
      for (Optional<Fallbacks> logged : all) {
        Entry entry = withDecision(d -> d.withFallbacks(logged));
        ReceiptOutcome outcome =
            verifier.verify(escrow.answer(sealed, escrow.receipt(entry)), recipient);
        if (sent.equals(logged)) {
          assertThat(outcome).isInstanceOf(ReceiptOutcome.Verified.class);
        } else {
          assertThat(fault(outcome)).isEqualTo(ReceiptFault.ENTRY_FALLBACKS);
        }
      }
    }
  }

  @Test
  void refusesRealReceiptBesideAnotherCiphertext() throws Exception {
    ReceiptMessage receipt = honest().receipt();
    assertThat(fault(verify(escrow.answer(escrow.seal(inputs), receipt))))
        .isEqualTo(ReceiptFault.CIPHERTEXT_MISMATCH);
    Sealed damaged = new Sealed(sealed.enc(), flip(sealed.ciphertext()));
    assertThat(fault(verify(escrow.answer(damaged, receipt))))
        .isEqualTo(ReceiptFault.CIPHERTEXT_MISMATCH);
  }

  @Test
  void refusesLoggedCiphertextThatDoesNotOpen() throws Exception {
    Sealed damaged = new Sealed(sealed.enc(), flip(sealed.ciphertext()));
    assertThat(loggedWith(damaged)).isEqualTo(ReceiptFault.DECRYPTION_FAILED);
    byte[] info =
        Transcript.sealingInfo(Transcript.base(inputs), escrow.decision(), TestEscrow.KEY_VERSION);
    byte[] otherVersion = escrow.plaintext();
    otherVersion[0] = 2;
    assertThat(loggedWith(TinkSender.seal(Kem.X_WING, inputs.recipient(), info, otherVersion)))
        .isEqualTo(ReceiptFault.DECRYPTION_FAILED);
  }

  @Test
  void refusesKeyOfAnotherEscrow() {
    ReceiptExpectation expectation =
        new ReceiptExpectation(
            escrow.root().verifierKey(), escrow.certificate(), Digest.sha256(new byte[32]), inputs);
    assertThat(fault(new ReceiptVerifier(expectation).verify(honest(), recipient)))
        .isEqualTo(ReceiptFault.TENANT_PIN_MISMATCH);
  }

  @Test
  void refusesLeafThatTheTenantCouldNotFind() {
    byte[] entry = escrow.entry(inputs, sealed).encode();
    ReceiptMessage receipt = escrow.receipt(entry, SecretBytes.owning(new byte[32]), escrow.log());
    assertThat(fault(verify(escrow.answer(sealed, receipt)))).isEqualTo(ReceiptFault.TAG_MISMATCH);
  }

  @Test
  void codesAreDistinctAndPrefixed() {
    assertThat(ReceiptFault.values())
        .extracting(ReceiptFault::code)
        .doesNotHaveDuplicates()
        .allMatch(code -> code.startsWith("receipt."));
  }

  private ReceiptFault logged(Entry entry) {
    return fault(verify(escrow.answer(sealed, escrow.receipt(entry))));
  }

  private ReceiptFault loggedWith(Sealed other) {
    Entry entry = escrow.entry(inputs, other);
    return fault(verify(escrow.answer(other, escrow.receipt(entry))));
  }

  private Entry.Release withHeader(DecisionId id, String tenant) {
    Entry.Release e = escrow.entry(inputs, sealed);
    Entry.Header header = new Entry.Header(id, e.header().timeMillis(), tenant);
    return new Entry.Release(header, e.decision(), e.keyVersion(), e.kem(), e.sealed());
  }

  private Entry.Release withDecision(UnaryOperator<Entry.Decision> change) {
    Entry.Release e = escrow.entry(inputs, sealed);
    return new Entry.Release(
        e.header(), change.apply(e.decision()), e.keyVersion(), e.kem(), e.sealed());
  }

  private static Entry.Decision withKey(Entry.Decision d, String key) {
    return copy(d, new Name(key), d.volume(), d.purpose(), d.base());
  }

  private static Entry.Decision withVolume(Entry.Decision d, String volume) {
    return copy(d, d.key(), volume, d.purpose(), d.base());
  }

  private static Entry.Decision withPurpose(Entry.Decision d, Purpose purpose) {
    return copy(d, d.key(), d.volume(), purpose, d.base());
  }

  private static Entry.Decision withBase(Entry.Decision d, byte[] base) {
    return copy(d, d.key(), d.volume(), d.purpose(), Digest.of(base));
  }

  private static Entry.Decision copy(
      Entry.Decision d, Name key, String volume, Purpose purpose, Digest base) {
    return new Entry.Decision(
        key,
        volume,
        purpose,
        d.technology(),
        d.policyName(),
        d.policy(),
        d.references(),
        d.evidence(),
        base,
        d.simulated());
  }

  private static byte[] flip(byte[] bytes) {
    byte[] changed = bytes.clone();
    changed[changed.length / 2] ^= 1;
    return changed;
  }
}
