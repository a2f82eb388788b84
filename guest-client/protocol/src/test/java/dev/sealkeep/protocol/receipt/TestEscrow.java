package dev.sealkeep.protocol.receipt;

import dev.sealkeep.protocol.hpke.SealedPayload;
import dev.sealkeep.protocol.hpke.TinkSender;
import dev.sealkeep.protocol.hpke.TinkSender.Sealed;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.InclusionProof;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogKeyCertificate;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.MerkleHash;
import dev.sealkeep.protocol.log.SignedCheckpoint;
import dev.sealkeep.protocol.log.TlogProof;
import dev.sealkeep.protocol.message.ChallengeAnswer;
import dev.sealkeep.protocol.message.Offers;
import dev.sealkeep.protocol.message.ReceiptMessage;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;

/** An escrow with fixed keys that answers one guest; its parts can be replaced by lies. */
public final class TestEscrow {
  /** The version of the key it holds. */
  public static final int KEY_VERSION = 7;

  private final LogSigner root = signer("root.example/sealkeep", 0x10);
  private final LogSigner log = signer("log.example/sealkeep", 0x20);
  private final byte[] tenantSecret = repeated(0x30, 32);
  private final byte[] key = "the key of the payments disk".getBytes(StandardCharsets.UTF_8);
  private final byte[] salt = repeated(0x40, 32);
  private final DecisionId decision = DecisionId.of(repeated(0x50, 16));

  private static LogSigner signer(String name, int seed) {
    try (SecretBytes bytes = SecretBytes.owning(repeated(seed, LogSigner.SEED_BYTES))) {
      return LogSigner.fromSeed(name, bytes);
    }
  }

  /** {@code length} times the same byte. */
  public static byte[] repeated(int value, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /** The log-root signer. */
  public LogSigner root() {
    return root;
  }

  /** The log's signer. */
  public LogSigner log() {
    return log;
  }

  /** The key that a guest should get. */
  public byte[] key() {
    return key.clone();
  }

  /** k_tenant. */
  public SecretBytes tenantSecret() {
    return SecretBytes.copyOf(tenantSecret);
  }

  /** SHA-256(k_tenant). */
  public Digest tenantPin() {
    return Digest.sha256(tenantSecret);
  }

  /** The id of its one decision. */
  public DecisionId decision() {
    return decision;
  }

  /** The salt of its one entry. */
  public byte[] salt() {
    return salt.clone();
  }

  /** The certificate of the log key. */
  public String certificate() {
    return LogKeyCertificate.issue(root, log.verifierKey()).format();
  }

  /** A challenge with a fixed token. */
  public ChallengeAnswer challenge() {
    return new ChallengeAnswer(
        repeated(0x60, 96),
        new Offers(
            List.of("amd-sev-snp", "simulated-amd-sev-snp"),
            List.of(25722, 32),
            log.verifierKey().text()),
        certificate());
  }

  /** What a guest that pins this escrow expects. */
  public ReceiptExpectation expectation(TranscriptInputs inputs) {
    return new ReceiptExpectation(root.verifierKey(), certificate(), tenantPin(), inputs);
  }

  /** The plaintext of the release. */
  public byte[] plaintext() {
    try (SealedPayload payload =
        new SealedPayload(SecretBytes.copyOf(tenantSecret), SecretBytes.copyOf(key))) {
      return payload.encode().bytes(SecretAccess.get());
    }
  }

  /** Seals the plaintext to the recipient in {@code inputs}. */
  public Sealed seal(TranscriptInputs inputs) throws GeneralSecurityException {
    byte[] info = Transcript.sealingInfo(Transcript.base(inputs), decision, KEY_VERSION);
    return TinkSender.seal(inputs.kem(), inputs.recipient(), info, plaintext());
  }

  /** The truthful entry of a release. */
  public Entry.Release entry(TranscriptInputs inputs, Sealed sealed) {
    return new Entry.Release(
        new Entry.Header(decision, 1_790_000_000_123L, inputs.tenant().value()),
        new Entry.Decision(
            inputs.key(),
            inputs.volume().map(Name::value).orElse(""),
            inputs.purpose(),
            "simulated-amd-sev-snp",
            "payments-root",
            Digest.of(repeated(0x70, 32)),
            List.of(Digest.of(repeated(0x71, 32))),
            List.of(
                new Entry.EvidenceDigest(
                    "simulated-amd-sev-snp",
                    Digest.sha256(repeated(0x72, 1184)),
                    Digest.sha256(new byte[0]))),
            Digest.of(Transcript.base(inputs)),
            true),
        KEY_VERSION,
        inputs.kem(),
        Digest.sha256(sealed.enc(), sealed.ciphertext()));
  }

  /** The receipt of an entry as the third of three leaves. */
  public ReceiptMessage receipt(Entry entry) {
    return receipt(entry.encode(), tenantSecret(), log);
  }

  /** The receipt of bytes under any secret and any log. */
  public ReceiptMessage receipt(byte[] entry, SecretBytes secret, LogSigner signer) {
    Leaf leaf = Leaf.of(secret, salt, entry);
    MerkleHash first = MerkleHash.leaf(repeated(0x01, Leaf.BYTES));
    MerkleHash second = MerkleHash.leaf(repeated(0x02, Leaf.BYTES));
    MerkleHash left = MerkleHash.node(first, second);
    MerkleHash root = MerkleHash.node(left, leaf.leafHash());
    Checkpoint checkpoint = new Checkpoint(signer.verifierKey().name(), 3, root);
    String proof =
        new TlogProof(
                new InclusionProof(2, List.of(left)),
                SignedCheckpoint.sign(checkpoint, signer).note())
            .format();
    return new ReceiptMessage(entry, salt(), leaf.tag().bytes(), proof);
  }

  /** The answer around a sealed key and a receipt. */
  public ReleaseAnswer answer(Sealed sealed, ReceiptMessage receipt) {
    return new ReleaseAnswer(decision, KEY_VERSION, sealed.enc(), sealed.ciphertext(), receipt);
  }
}
