package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.configuration.Attesters;
import dev.sealkeep.agent.configuration.GuestConfiguration;
import dev.sealkeep.agent.exchange.EscrowClient;
import dev.sealkeep.agent.exchange.EvidenceChoice;
import dev.sealkeep.agent.exchange.GetOutcome;
import dev.sealkeep.agent.exchange.ReleaseExchange;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.agent.exchange.TrustAnchors;
import dev.sealkeep.agent.exchange.Wanted;
import dev.sealkeep.protocol.hpke.HpkeReceiver;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.message.ChallengeAnswer;
import dev.sealkeep.protocol.message.MessageLimits;
import dev.sealkeep.protocol.message.Offers;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.service.harness.Answers;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Interloper;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A man in the middle with the node's TLS key, between the agent's own exchange and a real node. He
 * can stop a release; he can neither learn, nor swap, nor weaken one.
 */
class InterloperTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir static Path data;
  private static Node node;
  private static Operator operator;
  private static JsonObject acme;
  private static Interloper interloper;

  @BeforeAll
  static void start() {
    node = Node.start(data.resolve("node"));
    operator = node.operator();
    acme = node.scene(operator, "acme");
    interloper = new Interloper(data.resolve("node"), node);
  }

  @AfterAll
  static void stop() {
    interloper.close();
    node.close();
  }

  @BeforeEach
  void behave() {
    interloper.behave();
  }

  /** One run of the agent's exchange through the man in the middle. */
  private static GetOutcome get(Kem minimumKem) throws InterruptedException {
    Path ca = node.server().caFile();
    GuestConfiguration configuration =
        new GuestConfiguration(
            List.of(interloper.uri()),
            ca,
            LogVerifierKey.parse(acme.getString("log_root")).toOptional().orElseThrow(),
            new Name("acme"),
            Digest.of(HexFormat.of().parseHex(acme.getString("tenant_pin"))),
            new Name("disk"),
            Optional.of(new Name("root")),
            minimumKem,
            List.of(new Attesters(List.of(Technology.SIMULATED_AMD_SEV_SNP))),
            Duration.ofSeconds(20));
    EvidenceChoice evidence =
        EvidenceChoice.of(configuration.technologies(), List.of(Guest.source(Guest.GOOD, 1)));
    try (EscrowClient client =
        new EscrowClient(TrustAnchors.context(ca).orElseThrow(), MessageLimits.BODY_BYTES)) {
      return new ReleaseExchange(
              configuration, Wanted.UNLOCK, evidence, client, RANDOM, Timing.SYSTEM)
          .run();
    }
  }

  private static String distrust(GetOutcome outcome) {
    assertThat(outcome).isInstanceOf(GetOutcome.Untrusted.class);
    return ((GetOutcome.Untrusted) outcome).code();
  }

  /** What the tenant reads about a denial. */
  private static String reason(GetOutcome outcome) {
    assertThat(outcome).isInstanceOf(GetOutcome.Denied.class);
    String decision = ((GetOutcome.Denied) outcome).decision().orElseThrow().toString();
    return operator.decision("acme", decision).getString("reason");
  }

  @Test
  void whoPassesEverythingOnIsNotNoticed() throws InterruptedException {
    GetOutcome outcome = get(Kem.X_WING);

    assertThat(outcome).isInstanceOf(GetOutcome.Released.class);
    ((GetOutcome.Released) outcome).key().close();
  }

  @Test
  void anEarlierSealedKeyBesideTheReceiptIsNotTaken() throws InterruptedException {
    AtomicReference<ReleaseAnswer> earlier = new AtomicReference<>();
    interloper.inReleaseAnswers(
        body -> {
          earlier.set(Answers.release(body));
          return body;
        });
    assertThat(get(Kem.X_WING)).isInstanceOf(GetOutcome.Released.class);
    interloper.inReleaseAnswers(
        body -> Answers.withSealed(body, earlier.get().enc(), earlier.get().ciphertext()));

    assertThat(distrust(get(Kem.X_WING))).isEqualTo("receipt.ciphertext_mismatch");
  }

  @Test
  void anEarlierAnswerIsNotTaken() throws InterruptedException {
    AtomicReference<byte[]> earlier = new AtomicReference<>();
    interloper.inReleaseAnswers(
        body -> {
          earlier.set(body);
          return body;
        });
    assertThat(get(Kem.X_WING)).isInstanceOf(GetOutcome.Released.class);
    interloper.inReleaseAnswers(body -> earlier.get());

    assertThat(distrust(get(Kem.X_WING))).isEqualTo("receipt.entry_mismatch.base");
  }

  @Test
  void aRecipientOfHisOwnGetsNoKey() throws InterruptedException {
    long releases = released();
    try (HpkeReceiver own = HpkeReceiver.generate(Kem.X_WING, RANDOM)) {
      interloper.inReleaseRequests(
          body -> Answers.withRecipient(Answers.request(body), own.publicKey()).encode());

      assertThat(reason(get(Kem.X_WING))).isEqualTo("snp.report_data.mismatch");
    }
    assertThat(released()).isEqualTo(releases);
  }

  @Test
  void aGuestThatWantsXWingLeavesWhenItIsStrippedFromTheOffers() throws InterruptedException {
    interloper.inChallengeAnswers(InterloperTest::withoutXWing);

    assertThat(distrust(get(Kem.X_WING))).isEqualTo("kem_too_weak");
  }

  @Test
  void aGuestThatTakesX25519GetsNoKeyOverStrippedOffers() throws InterruptedException {
    long releases = released();
    interloper.inChallengeAnswers(InterloperTest::withoutXWing);

    assertThat(distrust(get(Kem.X25519))).isEqualTo("request.refused");
    assertThat(released()).isEqualTo(releases);
  }

  @Test
  void theServerSaysThatStrippedOffersAreNotItsOwn() {
    byte[] stripped = withoutXWing(new Guest(node.http(), Guest.GOOD).challenge());
    Guest guest = new Guest(node.http(), Guest.GOOD);

    HttpAnswer answer = guest.send(guest.prepare(stripped, "acme", "disk", Kem.X25519).request());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.problem()).isEqualTo("challenge-invalid");
  }

  @Test
  void theOriginalOffersPutBackDoNotFitTheEvidence() throws InterruptedException {
    long releases = released();
    AtomicReference<byte[]> original = new AtomicReference<>();
    interloper.inChallengeAnswers(
        body -> {
          original.set(body);
          return withoutXWing(body);
        });
    interloper.inReleaseRequests(
        body -> Answers.withChallenge(Answers.request(body), original.get()).encode());

    assertThat(reason(get(Kem.X25519))).isEqualTo("snp.report_data.mismatch");
    assertThat(released()).isEqualTo(releases);
  }

  private static byte[] withoutXWing(byte[] body) {
    ChallengeAnswer answer = Answers.challenge(body);
    Offers offers =
        new Offers(
            answer.offers().technologies(), List.of(Kem.X25519.id()), answer.offers().logKey());
    return new ChallengeAnswer(answer.challenge(), offers, answer.certificate()).encode();
  }

  private static long released() {
    return operator.get("/v1/tenants/acme/audit?limit=1000").json().getJsonArray("entries").stream()
        .filter(entry -> "release".equals(((JsonObject) entry).getString("kind")))
        .count();
  }
}
