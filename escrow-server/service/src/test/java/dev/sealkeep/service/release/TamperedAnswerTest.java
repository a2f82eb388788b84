package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.hpke.SealedPayload;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.InclusionProof;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogKeyCertificate;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.log.MerkleHash;
import dev.sealkeep.protocol.log.SignedCheckpoint;
import dev.sealkeep.protocol.log.TlogProof;
import dev.sealkeep.protocol.message.ChallengeAnswer;
import dev.sealkeep.protocol.message.Offers;
import dev.sealkeep.protocol.message.ReceiptMessage;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import dev.sealkeep.service.harness.Answers;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers that were changed on the way, or made up: a guest that pins log root and tenant takes
 * none of them.
 */
class TamperedAnswerTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir static Path data;
  private static Node node;
  private static Node other;
  private static JsonObject acme;
  private static Given genuine;

  /** A release as the node made it. */
  @SuppressWarnings("ArrayRecordComponent") // read alone
  private record Given(Guest.Attempt attempt, byte[] body) {
    ReleaseAnswer answer() {
      return Answers.release(body);
    }
  }

  @BeforeAll
  static void start() {
    node = Node.start(data.resolve("node"));
    Operator operator = node.operator();
    acme = node.scene(operator, "acme");
    operator.createKey("acme", "spare", "root");
    node.scene(operator, "globex");
    other = Node.start(data.resolve("other"));
    other.scene(other.operator(), "acme");
    genuine = given(node, "acme", "disk");
  }

  @AfterAll
  static void stop() {
    other.close();
    node.close();
  }

  private static Given given(Node from, String tenant, String key) {
    Guest guest = new Guest(from.http(), Guest.GOOD);
    Guest.Attempt attempt = guest.prepare(tenant, key, Kem.X_WING);
    HttpAnswer answer = guest.send(attempt.request());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return new Given(attempt, answer.body());
  }

  /** The code of the fault for which acme's guest refuses an answer. */
  private static String refusal(Guest.Attempt attempt, byte[] body) {
    return code(Guest.open(attempt, body, acme));
  }

  private static String code(ReceiptOutcome outcome) {
    return switch (outcome) {
      case ReceiptOutcome.Verified verified -> "accepted";
      case ReceiptOutcome.Untrusted untrusted -> untrusted.fault().code();
    };
  }

  private static String refusal(Guest.Attempt attempt, ReceiptMessage receipt) {
    return refusal(attempt, Answers.withReceipt(genuine.body(), receipt));
  }

  @Test
  void theGenuineAnswerIsTaken() {
    assertThat(refusal(genuine.attempt(), genuine.body())).isEqualTo("accepted");
  }

  @Test
  void anotherCiphertextBesideARealReceiptIsRefused() {
    ReleaseAnswer another = given(node, "acme", "disk").answer();

    byte[] body = Answers.withSealed(genuine.body(), another.enc(), another.ciphertext());

    assertThat(refusal(genuine.attempt(), body)).isEqualTo("receipt.ciphertext_mismatch");
  }

  @Test
  void aChangedBitOfTheSealedKeyIsRefused() {
    Random seeded = new Random(7);
    ReleaseAnswer answer = genuine.answer();
    for (int i = 0; i < 64; i++) {
      byte[] enc = Answers.flipped(answer.enc(), seeded.nextInt(8 * answer.enc().length));
      byte[] ciphertext =
          Answers.flipped(answer.ciphertext(), seeded.nextInt(8 * answer.ciphertext().length));

      assertThat(
              List.of(
                  refusal(
                      genuine.attempt(),
                      Answers.withSealed(genuine.body(), enc, answer.ciphertext())),
                  refusal(
                      genuine.attempt(),
                      Answers.withSealed(genuine.body(), answer.enc(), ciphertext))))
          .containsOnly("receipt.ciphertext_mismatch");
    }
  }

  @Test
  void aChangedBitOfTheReceiptIsRefused() {
    Random seeded = new Random(11);
    ReceiptMessage receipt = genuine.answer().receipt();
    for (int i = 0; i < 64; i++) {
      byte[] entry = Answers.flipped(receipt.entry(), seeded.nextInt(8 * receipt.entry().length));
      byte[] salt = Answers.flipped(receipt.salt(), seeded.nextInt(8 * receipt.salt().length));
      byte[] tag = Answers.flipped(receipt.tag(), seeded.nextInt(8 * receipt.tag().length));

      assertThat(
              List.of(
                  refusal(entry, receipt.salt(), receipt.tag(), receipt.proof()),
                  refusal(receipt.entry(), salt, receipt.tag(), receipt.proof()),
                  refusal(receipt.entry(), receipt.salt(), tag, receipt.proof())))
          .containsOnly("receipt.inclusion_invalid");
    }
  }

  private static String refusal(byte[] entry, byte[] salt, byte[] tag, String proof) {
    return refusal(genuine.attempt(), new ReceiptMessage(entry, salt, tag, proof));
  }

  @Test
  void anAlteredInclusionProofIsRefused() {
    TlogProof proof = proof(genuine.answer());
    InclusionProof inclusion = proof.inclusion();
    assertThat(inclusion.path()).isNotEmpty();
    List<InclusionProof> altered = new ArrayList<>();
    altered.add(new InclusionProof(inclusion.index() - 1, inclusion.path()));
    altered.add(
        new InclusionProof(inclusion.index(), inclusion.path().subList(1, path(inclusion))));
    for (int i = 0; i < path(inclusion); i++) {
      List<MerkleHash> path = new ArrayList<>(inclusion.path());
      path.set(i, MerkleHash.of(Answers.flipped(path.get(i).bytes(), i)));
      altered.add(new InclusionProof(inclusion.index(), path));
    }

    assertThat(altered)
        .allSatisfy(
            wrong ->
                assertThat(refusalOf(new TlogProof(wrong, proof.checkpoint()).format()))
                    .isEqualTo("receipt.inclusion_invalid"));
  }

  private static int path(InclusionProof inclusion) {
    return inclusion.path().size();
  }

  private static TlogProof proof(ReleaseAnswer answer) {
    return TlogProof.parse(answer.receipt().proof()).toOptional().orElseThrow();
  }

  private static String refusalOf(String proof) {
    return refusal(genuine.attempt(), Answers.withProof(genuine.answer().receipt(), proof));
  }

  @Test
  void aCheckpointSignedByAnUncertifiedKeyOfTheSameNameIsRefused() {
    TlogProof proof = proof(genuine.answer());
    Checkpoint checkpoint = checkpoint(proof);
    try (LogSigner uncertified = LogSigner.generate(checkpoint.origin(), RANDOM)) {
      String signed =
          new TlogProof(proof.inclusion(), SignedCheckpoint.sign(checkpoint, uncertified).note())
              .format();

      assertThat(refusalOf(signed)).isEqualTo("receipt.checkpoint_invalid");
    }
  }

  private static Checkpoint checkpoint(TlogProof proof) {
    LogVerifierKey key =
        LogVerifierKey.parse(genuine.attempt().answer().offers().logKey())
            .toOptional()
            .orElseThrow();
    return SignedCheckpoint.open(proof.checkpoint(), key).toOptional().orElseThrow().checkpoint();
  }

  @Test
  void theCheckpointOfAnotherReleaseIsRefused() {
    TlogProof later = proof(given(node, "acme", "disk").answer());

    String spliced =
        new TlogProof(proof(genuine.answer()).inclusion(), later.checkpoint()).format();

    assertThat(refusalOf(spliced)).isEqualTo("receipt.inclusion_invalid");
  }

  @Test
  void anOlderReleaseIsRefused() {
    Given newer = given(node, "acme", "disk");

    assertThat(refusal(newer.attempt(), genuine.body())).isEqualTo("receipt.entry_mismatch.base");
    assertThat(
            refusal(newer.attempt(), Answers.withReceipt(newer.body(), genuine.answer().receipt())))
        .isEqualTo("receipt.entry_mismatch.base");
  }

  @Test
  void anotherTenantsReleaseAndReceiptAreRefused() {
    Given globex = given(node, "globex", "disk");

    assertThat(refusal(genuine.attempt(), globex.body()))
        .isEqualTo("receipt.entry_mismatch.tenant");
    assertThat(refusal(genuine.attempt(), globex.answer().receipt()))
        .isEqualTo("receipt.entry_mismatch.tenant");
    // A guest that is told to expect another tenant's key finds the secret it did not pin.
    assertThat(code(Guest.open(globex.attempt(), globex.body(), acme)))
        .isEqualTo("receipt.tenant_pin_mismatch");
  }

  @Test
  void anotherKeysReleaseAndReceiptAreRefused() {
    Given spare = given(node, "acme", "spare");

    assertThat(refusal(genuine.attempt(), spare.body())).isEqualTo("receipt.entry_mismatch.key");
    assertThat(refusal(genuine.attempt(), spare.answer().receipt()))
        .isEqualTo("receipt.entry_mismatch.key");
  }

  @Test
  void anotherVersionOrDecisionBesideTheReceiptIsRefused() {
    ReleaseAnswer answer = genuine.answer();
    byte[] version =
        new ReleaseAnswer(
                answer.decisionId(), 2, answer.enc(), answer.ciphertext(), answer.receipt())
            .encode();
    byte[] decision =
        new ReleaseAnswer(
                DecisionId.random(RANDOM), 1, answer.enc(), answer.ciphertext(), answer.receipt())
            .encode();

    assertThat(refusal(genuine.attempt(), version)).isEqualTo("receipt.entry_mismatch.key_version");
    assertThat(refusal(genuine.attempt(), decision)).isEqualTo("receipt.entry_mismatch.decision");
  }

  @Test
  void aReleaseByAnotherLogIsRefused() {
    Given foreign = given(other, "acme", "disk");

    assertThat(refusal(foreign.attempt(), foreign.body())).isEqualTo("receipt.log_key_uncertified");
    assertThat(refusal(genuine.attempt(), foreign.body())).isEqualTo("receipt.checkpoint_invalid");
  }

  @Test
  void anotherLogsKeyBesideThisLogsCertificateIsRefused() {
    Given foreign = given(other, "acme", "disk");
    Guest.Attempt attempt = foreign.attempt();
    ChallengeAnswer mixed =
        new ChallengeAnswer(
            attempt.answer().challenge(),
            attempt.answer().offers(),
            genuine.attempt().answer().certificate());

    assertThat(
            refusal(
                new Guest.Attempt(
                    attempt.answerBody(), mixed, attempt.receiver(), attempt.request()),
                foreign.body()))
        .isEqualTo("receipt.log_key_uncertified");
  }

  @Test
  void aFakeServerWithALogOfItsOwnPlantsNoKey() {
    try (LogSigner root = LogSigner.generate("root.fake.example", RANDOM);
        LogSigner log = LogSigner.generate("log.fake.example", RANDOM);
        SecretBytes tenantSecret = SecretBytes.random(RANDOM, 32);
        SecretBytes planted = SecretBytes.random(RANDOM, 32)) {
      String certificate = LogKeyCertificate.issue(root, log.verifierKey()).format();
      Guest.Attempt attempt = fakeChallenge(log, certificate);
      byte[] body = fakeRelease(attempt, log, tenantSecret, planted);
      byte[] pin = HexFormat.of().parseHex(acme.getString("tenant_pin"));

      assertThat(refusal(attempt, body)).isEqualTo("receipt.log_key_uncertified");
      // Even a log that the pinned root certifies does not know the tenant's secret.
      assertThat(code(Guest.open(attempt, body, root.verifierKey().text(), pin)))
          .isEqualTo("receipt.tenant_pin_mismatch");
    }
  }

  private static Guest.Attempt fakeChallenge(LogSigner log, String certificate) {
    Offers genuineOffers = genuine.attempt().answer().offers();
    Offers offers =
        new Offers(genuineOffers.technologies(), genuineOffers.kems(), log.verifierKey().text());
    byte[] answer = new ChallengeAnswer(new byte[100], offers, certificate).encode();
    return new Guest(node.http(), Guest.GOOD).prepare(answer, "acme", "disk", Kem.X_WING);
  }

  private static byte[] fakeRelease(
      Guest.Attempt attempt, LogSigner log, SecretBytes tenantSecret, SecretBytes planted) {
    TranscriptInputs inputs =
        TranscriptInputs.of(attempt.request(), attempt.answer().offers().logKey());
    byte[] base = Transcript.base(inputs);
    DecisionId id = DecisionId.random(RANDOM);
    HpkeSender.Sealed sealed;
    try (SecretBytes plaintext = new SealedPayload(tenantSecret, planted).encode()) {
      sealed =
          new HpkeSender()
              .seal(
                  Kem.X_WING,
                  attempt.receiver().publicKey(),
                  Transcript.sealingInfo(base, id, 1),
                  plaintext)
              .orElseThrow();
    }
    Entry.Release logged = (Entry.Release) genuineEntry();
    Entry.Decision decision = logged.decision();
    byte[] entry =
        new Entry.Release(
                new Entry.Header(id, logged.header().timeMillis(), "acme"),
                new Entry.Decision(
                    decision.key(),
                    decision.volume(),
                    decision.purpose(),
                    decision.technology(),
                    decision.policyName(),
                    decision.policy(),
                    decision.references(),
                    decision.evidence(),
                    Digest.of(base),
                    decision.simulated()),
                1,
                Kem.X_WING,
                Digest.sha256(sealed.enc(), sealed.ciphertext()))
            .encode();
    byte[] salt = new byte[Leaf.SALT_BYTES];
    Leaf leaf = Leaf.of(tenantSecret, salt, entry);
    Checkpoint checkpoint = new Checkpoint(log.verifierKey().name(), 1, leaf.leafHash());
    String proof =
        new TlogProof(
                new InclusionProof(0, List.of()), SignedCheckpoint.sign(checkpoint, log).note())
            .format();
    return new ReleaseAnswer(
            id,
            1,
            sealed.enc(),
            sealed.ciphertext(),
            new ReceiptMessage(entry, salt, leaf.tag().bytes(), proof))
        .encode();
  }

  private static Entry genuineEntry() {
    return Entry.decode(genuine.answer().receipt().entry()).toOptional().orElseThrow();
  }
}
