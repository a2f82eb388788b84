package dev.sealkeep.protocol.receipt;

import dev.sealkeep.protocol.hpke.HpkeOutcome;
import dev.sealkeep.protocol.hpke.HpkeReceiver;
import dev.sealkeep.protocol.hpke.SealedPayload;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogKeyCertificate;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.log.SignedCheckpoint;
import dev.sealkeep.protocol.log.TlogProof;
import dev.sealkeep.protocol.message.ReceiptMessage;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.receipt.ReceiptOutcome.Untrusted;
import dev.sealkeep.protocol.receipt.ReceiptOutcome.Verified;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Checks one release answer against what the guest asked for, in a fixed order: everything public
 * first, then decryption, then the tenant's secret. Yields a key only after the last check.
 */
public final class ReceiptVerifier {
  private final ReceiptExpectation expected;
  private final byte[] base;

  /** Makes a verifier for one exchange. */
  public ReceiptVerifier(ReceiptExpectation expected) {
    this.expected = expected;
    this.base = Transcript.base(expected.inputs());
  }

  /**
   * The first check alone, so that a guest can make it before it asks its device for evidence.
   *
   * @return the certified log key, or empty if the root does not certify exactly {@code logKey}
   */
  public static Optional<LogVerifierKey> certifiedLogKey(
      LogVerifierKey root, String certificate, String logKey) {
    return LogKeyCertificate.verify(certificate, root)
        .toOptional()
        .filter(key -> key.text().equals(logKey));
  }

  /** Checks {@code answer} and opens it with the recipient of this exchange. */
  public ReceiptOutcome verify(ReleaseAnswer answer, HpkeReceiver recipient) {
    ReceiptMessage receipt = answer.receipt();
    Optional<LogVerifierKey> logKey =
        certifiedLogKey(expected.logRoot(), expected.certificate(), expected.inputs().logKey());
    if (logKey.isEmpty()) {
      return new Untrusted(ReceiptFault.LOG_KEY_UNCERTIFIED);
    }
    Optional<TlogProof> proof = TlogProof.parse(receipt.proof()).toOptional();
    Optional<SignedCheckpoint> signed =
        proof.flatMap(p -> SignedCheckpoint.open(p.checkpoint(), logKey.get()).toOptional());
    if (proof.isEmpty() || signed.isEmpty()) {
      return new Untrusted(ReceiptFault.CHECKPOINT_INVALID);
    }
    // The commitment is computed, not received: inclusion of C ‖ T is what opens C to the entry.
    Leaf leaf = new Leaf(Leaf.commit(receipt.salt(), receipt.entry()), Digest.of(receipt.tag()));
    if (!included(proof.get(), signed.get(), leaf)) {
      return new Untrusted(ReceiptFault.INCLUSION_INVALID);
    }
    Optional<Entry> entry = Entry.decode(receipt.entry()).toOptional();
    if (entry.isEmpty()) {
      return new Untrusted(ReceiptFault.ENTRY_MALFORMED);
    }
    if (!(entry.get() instanceof Entry.Release release)) {
      return new Untrusted(ReceiptFault.ENTRY_KIND);
    }
    Optional<ReceiptFault> mismatch = mismatch(release, answer);
    if (mismatch.isPresent()) {
      return new Untrusted(mismatch.get());
    }
    return switch (recipient.open(answer.enc(), info(answer), answer.ciphertext())) {
      case HpkeOutcome.Refused refused -> new Untrusted(ReceiptFault.DECRYPTION_FAILED);
      case HpkeOutcome.Opened(SecretBytes plaintext) ->
          secrets(plaintext, leaf, new Logged(release, proof.get(), signed.get()));
    };
  }

  /** The public part of a verified release. */
  private record Logged(Entry.Release entry, TlogProof proof, SignedCheckpoint signed) {
    ReceiptOutcome verified(SecretBytes key) {
      return new Verified(key, entry, proof.inclusion().index(), signed.checkpoint());
    }
  }

  private static boolean included(TlogProof proof, SignedCheckpoint signed, Leaf leaf) {
    return proof
        .inclusion()
        .verify(leaf.leafHash(), signed.checkpoint().size(), signed.checkpoint().root());
  }

  private byte[] info(ReleaseAnswer answer) {
    return Transcript.sealingInfo(base, answer.decisionId(), answer.keyVersion());
  }

  private Optional<ReceiptFault> mismatch(Entry.Release entry, ReleaseAnswer answer) {
    TranscriptInputs asked = expected.inputs();
    Entry.Decision decision = entry.decision();
    if (!entry.tenant().equals(asked.tenant().value())) {
      return Optional.of(ReceiptFault.ENTRY_TENANT);
    }
    if (!decision.key().equals(asked.key())) {
      return Optional.of(ReceiptFault.ENTRY_KEY);
    }
    if (!decision.volume().equals(asked.volume().map(Name::value).orElse(""))) {
      return Optional.of(ReceiptFault.ENTRY_VOLUME);
    }
    if (decision.purpose() != asked.purpose()) {
      return Optional.of(ReceiptFault.ENTRY_PURPOSE);
    }
    if (entry.kem() != asked.kem()) {
      return Optional.of(ReceiptFault.ENTRY_KEM);
    }
    if (!decision.base().equals(Digest.of(base))) {
      return Optional.of(ReceiptFault.ENTRY_BASE);
    }
    if (!decision.fallbacks().equals(expected.fallbacks())) {
      return Optional.of(ReceiptFault.ENTRY_FALLBACKS);
    }
    if (entry.keyVersion() != answer.keyVersion()) {
      return Optional.of(ReceiptFault.ENTRY_KEY_VERSION);
    }
    if (!entry.id().equals(answer.decisionId())) {
      return Optional.of(ReceiptFault.ENTRY_DECISION);
    }
    return entry.sealed().equals(Digest.sha256(answer.enc(), answer.ciphertext()))
        ? Optional.empty()
        : Optional.of(ReceiptFault.CIPHERTEXT_MISMATCH);
  }

  private ReceiptOutcome secrets(SecretBytes plaintext, Leaf leaf, Logged logged) {
    Optional<SealedPayload> parsed;
    try (plaintext) {
      parsed = SealedPayload.parse(plaintext);
    }
    if (parsed.isEmpty()) {
      return new Untrusted(ReceiptFault.DECRYPTION_FAILED);
    }
    SealedPayload payload = parsed.get();
    try (SecretBytes tenantSecret = payload.tenantSecret()) {
      if (!matchesPin(tenantSecret)) {
        payload.key().close();
        return new Untrusted(ReceiptFault.TENANT_PIN_MISMATCH);
      }
      if (!leaf.belongsTo(tenantSecret)) {
        payload.key().close();
        return new Untrusted(ReceiptFault.TAG_MISMATCH);
      }
      return logged.verified(payload.key());
    }
  }

  /** Reads k_tenant to hash it. */
  private boolean matchesPin(SecretBytes tenantSecret) {
    byte[] pin = Digest.sha256(tenantSecret.bytes(SecretAccess.get())).bytes();
    return MessageDigest.isEqual(pin, expected.tenantPin().bytes());
  }
}
