package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.appraise.EvidenceAppraiser;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.keystore.hierarchy.ContentDigests;
import dev.sealkeep.keystore.hierarchy.StateKind;
import dev.sealkeep.keystore.hierarchy.StateObject;
import dev.sealkeep.keystore.hierarchy.TenantKeys;
import dev.sealkeep.keystore.keyset.AesGcmKeyset;
import dev.sealkeep.keystore.store.KeyRow;
import dev.sealkeep.keystore.store.KeyVersionRow;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.hpke.HpkeReceiver;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.activation.ActivationDesk;
import dev.sealkeep.service.challenge.Challenge;
import dev.sealkeep.service.challenge.ChallengeDesk;
import dev.sealkeep.service.challenge.ChallengeSealer;
import dev.sealkeep.service.collateral.CollateralDirectories;
import dev.sealkeep.service.collateral.CollateralService;
import dev.sealkeep.service.harness.CollateralScene;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.HeldStore;
import dev.sealkeep.service.harness.LogScene;
import dev.sealkeep.service.harness.ManualClock;
import dev.sealkeep.service.harness.Simulation;
import dev.sealkeep.service.http.ProblemException;
import dev.sealkeep.service.log.LogMember;
import dev.sealkeep.service.log.LogWriter;
import dev.sealkeep.service.log.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was decided and what is committed may be a change apart: the commit decides by the present
 * (invariant 2). Each test has a tenant of its own.
 */
class CommitRulesTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final ManualClock CLOCK = new ManualClock();
  private static final String TAG = Technology.SIMULATED_AMD_SEV_SNP.tag();

  /** Permits any simulated guest, though it names a set. */
  private static final String LENIENT =
      """
      sealkeep 1
      policy root {
        reference builds = set "builds"
        permit simulated-amd-sev-snp { measurement in builds }
        permit simulated-amd-sev-snp { vmpl == 0 }
      }
      """;

  private static final ClaimSet CLAIMS = new ClaimSet(TAG, Map.of("vmpl", new ClaimValue.Int(0)));

  @TempDir static Path data;
  private static LogScene scene;
  private static Database database;
  private static Path bundle;
  private static CollateralService collateral;
  private static ReleasePipeline pipeline;

  @BeforeAll
  static void open() throws IOException {
    scene = new LogScene(data.resolve("log"), CLOCK);
    database = scene.database();
    bundle = Files.createDirectory(data.resolve("bundle"));
    collateral =
        CollateralScene.offline(scene.store(), CLOCK, new CollateralDirectories(List.of(bundle)));
    ChallengeSealer sealer = new ChallengeSealer(AesGcmKeyset.generate(), new byte[32], RANDOM);
    pipeline =
        new ReleasePipeline(
            new ChallengeDesk(sealer, scene.keys(), true, CLOCK),
            new EvidenceAppraiser(TrustAnchors.amd(), SignatureChecks.fastest()),
            new ActivationDesk(
                AesGcmKeyset.generate(),
                TrustAnchors.amd(),
                SignatureChecks.fastest(),
                Collateral::none,
                CLOCK,
                RANDOM),
            collateral,
            scene.store(),
            scene.reader(),
            new EntryQuota(100, Ticker.systemTicker()),
            new EntryQuota(100, Ticker.systemTicker()),
            CLOCK,
            RANDOM,
            scene.meters());
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static Challenge challenge() {
    return new Challenge(CLOCK.instant(), random(32));
  }

  /** A request whose evidence is taken as verified. */
  private static Appraised appraised(String tenant, Challenge challenge) {
    byte[] recipient;
    try (HpkeReceiver receiver = HpkeReceiver.generate(Kem.X25519, RANDOM)) {
      recipient = receiver.publicKey();
    }
    EvidenceItem item = new EvidenceItem(Technology.SIMULATED_AMD_SEV_SNP, random(40), new byte[0]);
    ReleaseRequest request =
        new ReleaseRequest(
            random(40),
            new Name(tenant),
            new Name("disk"),
            Optional.empty(),
            Purpose.UNLOCK,
            Kem.X25519,
            recipient,
            List.of(item),
            List.of());
    return new Appraised(
        request,
        Optional.empty(),
        challenge,
        random(64),
        new Appraisal.Verified(TAG, CLAIMS, new LinkedHashMap<>(), "00".repeat(32)),
        collateral.nothing(),
        Appraised.digests(request));
  }

  private static Decision.Release release(String tenant, Challenge challenge) {
    Decision decision = pipeline.decideAgain(appraised(tenant, challenge));
    assertThat(decision).as(decision.explanation().toString()).isInstanceOf(Decision.Release.class);
    return (Decision.Release) decision;
  }

  private static Decision.Release release(String tenant) {
    return release(tenant, challenge());
  }

  private static CompletableFuture<Recorded<Boolean>> submit(Decision decision) {
    LogWriter writer = scene.writer();
    return switch (decision) {
      case Decision.Release release -> writer.submit(ReleaseMember.of(release));
      case Decision.Preflight preflight -> writer.submit(ReleaseMember.of(preflight));
      case Decision.Denial denial -> writer.submit(ReleaseMember.of(denial, scene.reader()));
      case Decision.Unverified unverified -> throw new AssertionError(unverified.reason());
    };
  }

  private static String outcome(CompletableFuture<?> future) {
    return future
        .handle(
            (value, failure) ->
                switch (failure) {
                  case null -> "committed";
                  case ReleaseMember.SupersededException superseded -> "superseded";
                  case ProblemException problem -> problem.problem().kind().code();
                  default -> failure.toString();
                })
        .join();
  }

  private static String commit(Decision decision) {
    return outcome(submit(decision));
  }

  private static void assertSuperseded(String tenant, LogMember<?> change) {
    Decision.Release decided = release(tenant);
    scene.commit(change);

    assertThat(commit(decided)).isEqualTo("superseded");
    assertThat(database.releases(tenant)).isZero();
    assertThat(database.number("SELECT count(*) FROM decision WHERE tenant = ?", tenant)).isZero();
  }

  @Test
  void aReleaseIsRecordedWhenItsMemberIsTold() {
    scene.tenant("plain", LENIENT);
    Decision.Release decided = release("plain");

    Recorded<Boolean> recorded = submit(decided).join();

    long index = recorded.entries().getFirst().appended().index();
    assertThat(database.bytes("SELECT id FROM log_entry WHERE idx = ?", index))
        .isEqualTo(decided.id().bytes());
    assertThat(database.number("SELECT released FROM decision WHERE tenant = 'plain'"))
        .isEqualTo(1);
  }

  @Test
  void aChangedPolicySupersedes() {
    scene.tenant("policy", LENIENT);
    assertSuperseded("policy", scene.states().putPolicy("policy", "root", LENIENT + "\n"));
  }

  @Test
  void thePolicyPutAnewUnchangedSupersedes() {
    scene.tenant("same-policy", LENIENT);
    assertSuperseded("same-policy", scene.states().putPolicy("same-policy", "root", LENIENT));
  }

  @Test
  void aChangedReferenceSetSupersedes() {
    scene.tenant("set", LENIENT);
    assertSuperseded("set", scene.states().putReference("set", "builds", ""));
  }

  @Test
  void aReferenceSetThatDidNotExistSupersedes() {
    scene.tenant("new-set", LENIENT.replace("\"builds\"", "\"others\""));
    assertSuperseded("new-set", scene.states().putReference("new-set", "others", ""));
  }

  @Test
  void newCollateralSupersedes() throws IOException {
    scene.tenant("collateral", LENIENT);
    Decision.Release decided = release("collateral");
    byte[] list =
        Simulation.genoa()
            .crl(
                List.of(),
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2027-01-01T00:00:00Z"));
    Files.write(bundle.resolve("list"), list);
    assertThat(decided.appraised().collateral().isCurrent(CLOCK.instant())).isTrue();
    collateral.refresh();

    assertThat(commit(decided)).isEqualTo("superseded");
    assertThat(database.releases("collateral")).isZero();
    assertThat(pipeline.decideAgain(decided.appraised()))
        .as("the evidence, which is no report, is verified anew")
        .isInstanceOf(Decision.Unverified.class);
    assertThat(commit(release("collateral"))).isEqualTo("committed");
  }

  @Test
  void aDisabledKeySupersedes() {
    scene.tenant("disabled", LENIENT);
    assertSuperseded("disabled", scene.states().enableKey("disabled", "disk", false));
  }

  @Test
  void aRotatedKeySupersedes() {
    scene.tenant("rotated", LENIENT);
    try (SecretBytes secret = SecretBytes.random(RANDOM, 32)) {
      assertSuperseded("rotated", scene.states().rotateKey("rotated", "disk", secret));
    }
  }

  @Test
  void anotherTenantsAndAnotherObjectsChangesDoNotSupersede() {
    scene.tenant("steady", LENIENT);
    scene.tenant("busy", LENIENT);
    Decision.Release decided = release("steady");
    scene.commit(scene.states().enableKey("busy", "disk", false));
    scene.commit(scene.states().putReference("steady", "unused", ""));

    assertThat(commit(decided)).isEqualTo("committed");
  }

  @Test
  void aSupersededReleaseLeavesItsChallengeUnspent() {
    scene.tenant("unspent", LENIENT);
    Challenge challenge = challenge();
    Decision.Release stale = release("unspent", challenge);
    scene.commit(scene.states().putPolicy("unspent", "root", LENIENT));
    assertThat(commit(stale)).isEqualTo("superseded");

    assertThat(commit(pipeline.decideAgain(stale.appraised()))).isEqualTo("committed");
  }

  @Test
  void aStaleMemberOfABatchFailsAlone() {
    scene.tenant("stale", LENIENT);
    scene.tenant("fresh", LENIENT);
    Decision.Release before = release("stale");
    Decision.Release after = release("stale");
    Decision.Release other = release("fresh");
    HeldStore.Hold hold = scene.store().hold();
    CompletableFuture<?> filler = submit(release("fresh"));
    hold.awaitReached();
    int begun = scene.store().transactions();
    CompletableFuture<?> first = submit(before);
    CompletableFuture<?> disable =
        scene.writer().submit(scene.states().enableKey("stale", "disk", false));
    CompletableFuture<?> stale = submit(after);
    CompletableFuture<?> last = submit(other);
    hold.release();

    assertThat(List.of(outcome(filler), outcome(first), outcome(disable)))
        .containsOnly("committed");
    assertThat(outcome(stale)).isEqualTo("superseded");
    assertThat(outcome(last)).isEqualTo("committed");
    assertThat(scene.store().transactions()).isEqualTo(begun + 1);
    assertThat(database.releases("stale")).isEqualTo(1);
  }

  @Test
  void ofTwoReleasesOverOneChallengeInOneBatchTheFirstWins() {
    scene.tenant("twice", LENIENT);
    Challenge challenge = challenge();
    Decision.Release one = release("twice", challenge);
    Decision.Release two = release("twice", challenge);
    HeldStore.Hold hold = scene.store().hold();
    CompletableFuture<?> filler = submit(release("twice"));
    hold.awaitReached();
    CompletableFuture<?> first = submit(one);
    CompletableFuture<?> second = submit(two);
    hold.release();

    assertThat(List.of(outcome(filler), outcome(first), outcome(second)))
        .containsExactly("committed", "committed", "challenge-spent");
    assertThat(database.releases("twice")).isEqualTo(2);
  }

  @Test
  void aDecisionIsCommittedOnce() {
    scene.tenant("once", LENIENT);
    Decision.Release decided = release("once");
    assertThat(commit(decided)).isEqualTo("committed");

    assertThat(commit(decided)).isEqualTo("challenge-spent");
    assertThat(database.releases("once")).isEqualTo(1);
  }

  @Test
  void theDatabasesClockJudgesTheChallengeAtTheCommit() {
    scene.tenant("slow", LENIENT);
    Decision.Release inTime = release("slow");
    Decision.Release late = release("slow");
    CLOCK.move(Duration.ofMinutes(2));
    assertThat(commit(inTime)).isEqualTo("committed");

    CLOCK.move(Duration.ofMillis(1));
    assertThat(commit(late)).isEqualTo("challenge-expired");
    assertThat(database.releases("slow")).isEqualTo(1);
  }

  @Test
  void aDenialForAFaultThatIsGoneIsTakenAnew() {
    scene.tenant("healed", LENIENT);
    List<Object> genuine = database.rows("SELECT * FROM policy WHERE tenant = 'healed'").getFirst();
    database.change("DELETE FROM policy WHERE tenant = 'healed'");
    Decision denied = pipeline.decideAgain(appraised("healed", challenge()));
    assertThat(denied.reason()).isEqualTo("state.row-missing");
    database.insert("policy", genuine);

    assertThat(commit(denied)).isEqualTo("superseded");
  }

  @Test
  void aWrappedKeyThatDoesNotOpenIsDeniedThoughItsRowIsGenuine() {
    scene.tenant("unwrap", LENIENT);
    TenantKeys keys = scene.keysOf("unwrap");
    scene.commit(
        appender -> {
          KeyVersionRow bogus = new KeyVersionRow("unwrap", "disk", 1, random(80), appender.now());
          byte[] digest = ContentDigests.key("root", true, 1, List.of(bogus));
          long index =
              appender
                  .append(
                      DecisionId.random(RANDOM),
                      "unwrap",
                      keys.tagKey(),
                      header ->
                          new Entry.State(
                              header, Entry.StateObject.KEY, "disk", 2, Digest.of(digest)))
                  .index();
          appender
              .transaction()
              .putKey(
                  new KeyRow(
                      "unwrap",
                      "disk",
                      "root",
                      true,
                      1,
                      keys.stamp(new StateObject(StateKind.KEY, "disk", 2, digest, index))));
          appender.transaction().putKeyVersion(bogus);
          return true;
        });

    Decision decided = pipeline.decideAgain(appraised("unwrap", challenge()));

    assertThat(decided).isInstanceOf(Decision.Denial.class);
    assertThat(decided.reason()).isEqualTo("state.unwrap-failed");
    assertThat(commit(decided)).isEqualTo("committed");
    assertThat(database.text("SELECT reason FROM decision WHERE tenant = 'unwrap'"))
        .isEqualTo("state.unwrap-failed");
    assertThat(database.releases("unwrap")).isZero();
  }
}
