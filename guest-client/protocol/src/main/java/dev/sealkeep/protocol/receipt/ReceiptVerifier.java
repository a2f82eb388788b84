package dev.sealkeep.protocol.receipt;

import dev.sealkeep.protocol.hpke.HpkeOutcome;
import dev.sealkeep.protocol.hpke.HpkeReceiver;
import dev.sealkeep.protocol.hpke.SealedPayload;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.LogKeyCertificate;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.protocol.receipt.ReceiptOutcome.Untrusted;
import dev.sealkeep.protocol.receipt.ReceiptOutcome.Verified;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.transcript.Transcript;
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
    return switch (LoggedEntry.open(answer.receipt(), expected)) {
      case LoggedEntry.Refused(ReceiptFault fault) -> new Untrusted(fault);
      case LoggedEntry.Opened opened when opened.entry() instanceof Entry.Release release ->
          verify(answer, recipient, opened, release);
      case LoggedEntry.Opened _ -> new Untrusted(ReceiptFault.ENTRY_KIND);
    };
  }

  private ReceiptOutcome verify(
      ReleaseAnswer answer,
      HpkeReceiver recipient,
      LoggedEntry.Opened opened,
      Entry.Release release) {
    Optional<ReceiptFault> mismatch = mismatch(release, answer);
    if (mismatch.isPresent()) {
      return new Untrusted(mismatch.get());
    }
    return switch (recipient.open(answer.enc(), info(answer), answer.ciphertext())) {
      case HpkeOutcome.Refused refused -> new Untrusted(ReceiptFault.DECRYPTION_FAILED);
      case HpkeOutcome.Opened(SecretBytes plaintext) -> secrets(plaintext, opened, release);
    };
  }

  private byte[] info(ReleaseAnswer answer) {
    return Transcript.sealingInfo(base, answer.decisionId(), answer.keyVersion());
  }

  private Optional<ReceiptFault> mismatch(Entry.Release entry, ReleaseAnswer answer) {
    Optional<ReceiptFault> another = LoggedEntry.mismatch(entry, entry.decision(), expected);
    if (another.isPresent()) {
      return another;
    }
    if (entry.kem() != expected.inputs().kem()) {
      return Optional.of(ReceiptFault.ENTRY_KEM);
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

  private ReceiptOutcome secrets(
      SecretBytes plaintext, LoggedEntry.Opened opened, Entry.Release release) {
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
      if (!opened.leaf().belongsTo(tenantSecret)) {
        payload.key().close();
        return new Untrusted(ReceiptFault.TAG_MISMATCH);
      }
      return new Verified(
          payload.key(), release, opened.proof().inclusion().index(), opened.signed().checkpoint());
    }
  }

  /** Reads k_tenant to hash it. */
  private boolean matchesPin(SecretBytes tenantSecret) {
    byte[] pin = Digest.sha256(tenantSecret.bytes(SecretAccess.get())).bytes();
    return MessageDigest.isEqual(pin, expected.tenantPin().bytes());
  }
}
