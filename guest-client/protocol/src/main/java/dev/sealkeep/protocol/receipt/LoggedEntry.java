package dev.sealkeep.protocol.receipt;

import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.log.SignedCheckpoint;
import dev.sealkeep.protocol.log.TlogProof;
import dev.sealkeep.protocol.message.ReceiptMessage;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import java.util.Optional;

/** The public part of a receipt: an entry that the certified log holds. */
sealed interface LoggedEntry {
  /** It does. */
  record Opened(Entry entry, Leaf leaf, TlogProof proof, SignedCheckpoint signed)
      implements LoggedEntry {}

  /** It does not, or it cannot be told. */
  record Refused(ReceiptFault fault) implements LoggedEntry {}

  /** Checks the log's key, the checkpoint and the inclusion, in this order. */
  static LoggedEntry open(ReceiptMessage receipt, ReceiptExpectation expected) {
    Optional<LogVerifierKey> logKey =
        ReceiptVerifier.certifiedLogKey(
            expected.logRoot(), expected.certificate(), expected.inputs().logKey());
    if (logKey.isEmpty()) {
      return new Refused(ReceiptFault.LOG_KEY_UNCERTIFIED);
    }
    Optional<TlogProof> proof = TlogProof.parse(receipt.proof()).toOptional();
    Optional<SignedCheckpoint> signed =
        proof.flatMap(p -> SignedCheckpoint.open(p.checkpoint(), logKey.get()).toOptional());
    if (proof.isEmpty() || signed.isEmpty()) {
      return new Refused(ReceiptFault.CHECKPOINT_INVALID);
    }
    // The commitment is computed, not received: inclusion of C ‖ T is what opens C to the entry.
    Leaf leaf = new Leaf(Leaf.commit(receipt.salt(), receipt.entry()), Digest.of(receipt.tag()));
    if (!included(proof.get(), signed.get(), leaf)) {
      return new Refused(ReceiptFault.INCLUSION_INVALID);
    }
    return Entry.decode(receipt.entry())
        .toOptional()
        .<LoggedEntry>map(entry -> new Opened(entry, leaf, proof.get(), signed.get()))
        .orElseGet(() -> new Refused(ReceiptFault.ENTRY_MALFORMED));
  }

  private static boolean included(TlogProof proof, SignedCheckpoint signed, Leaf leaf) {
    return proof
        .inclusion()
        .verify(leaf.leafHash(), signed.checkpoint().size(), signed.checkpoint().root());
  }

  /** What in the decision that an entry is about is not what was asked for. */
  static Optional<ReceiptFault> mismatch(
      Entry entry, Entry.Decision decision, ReceiptExpectation expected) {
    TranscriptInputs asked = expected.inputs();
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
    if (!decision.base().equals(Digest.of(Transcript.base(asked)))) {
      return Optional.of(ReceiptFault.ENTRY_BASE);
    }
    return decision.fallbacks().equals(expected.fallbacks())
        ? Optional.empty()
        : Optional.of(ReceiptFault.ENTRY_FALLBACKS);
  }
}
