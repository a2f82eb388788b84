package dev.sealkeep.service.fault.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.MerkleHash;
import dev.sealkeep.service.fault.history.Answer;
import dev.sealkeep.service.fault.history.Call;
import dev.sealkeep.service.fault.history.Question;
import java.util.Random;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each property finds what breaks it, in a history that is bent there, and nothing else. */
class PropertiesTest {
  private final ImaginedLog log = ImaginedLog.admitting();

  private ListAssert<String> assertFound(Property property) {
    return assertThat(log.findings(property).stream().map(Finding::what).toList());
  }

  private void assertNothingFound() {
    assertThat(Property.all()).flatMap(log::findings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aHistoryOfAClusterThatKeepsItsPromisesIsClean(long seed) {
    Random random = new Random(seed);
    boolean policy = true;
    boolean set = true;
    boolean enabled = true;
    for (int i = 0; i < 200; i++) {
      switch (random.nextInt(7)) {
        case 0 -> {
          policy = random.nextBoolean();
          log.putPolicy(policy);
        }
        case 1 -> {
          set = random.nextBoolean();
          log.putSet(set);
        }
        case 2 -> {
          enabled = random.nextBoolean();
          log.enable(enabled);
        }
        case 3 -> log.rotate();
        case 4 ->
            log.call(
                log.question("c" + i, "b" + i),
                random.nextBoolean()
                    ? new Answer.Nothing("lost")
                    : new Answer.Refused(503, "store-unavailable"));
        default -> {
          if (policy && set && enabled) {
            Call answered = log.release();
            if (random.nextBoolean()) {
              log.replace(answered, ImaginedLog.with(answered, new Answer.Nothing("lost")));
            }
          }
        }
      }
    }
    log.putPolicy(true);
    log.putSet(true);
    log.enable(true);
    long settled = log.now();
    log.release();

    assertNothingFound();
    assertThat(log.findings(new KeysAreKept(settled))).isEmpty();
  }

  @Test
  void aReleaseAfterAPolicyThatAdmitsNobodyIsFoundByOrderAndByClock() {
    log.putPolicy(false);
    log.release();
    assertFound(new RevocationsHold())
        .anyMatch(what -> what.contains("its policy admits nobody"))
        .anyMatch(what -> what.startsWith("released after it was revoked"));
  }

  @Test
  void aReleaseAfterASetThatAdmitsNobodyIsFound() {
    log.putSet(false);
    log.release();
    assertFound(new RevocationsHold())
        .anyMatch(what -> what.contains("its reference set admits nobody"));
  }

  @Test
  void aReleaseUnderAPolicyThatWasReplacedIsFound() {
    log.releaseAsBefore(() -> log.putPolicy(true));
    assertFound(new RevocationsHold())
        .singleElement()
        .asString()
        .contains("its policy is not the newest");
  }

  @Test
  void aReleaseUnderASetThatWasReplacedIsFound() {
    log.releaseAsBefore(() -> log.putSet(true));
    assertFound(new RevocationsHold())
        .singleElement()
        .asString()
        .contains("its reference set is not the newest");
  }

  @Test
  void aReleaseOfADisabledKeyIsFound() {
    log.enable(false);
    log.release();
    assertFound(new RevocationsHold()).anyMatch(what -> what.contains("the key is disabled"));
  }

  @Test
  void whatMayHaveAdmittedAgainExcusesByTheClockAndOnlyThere() {
    log.enable(false);
    log.call(new Question.Enable("acme", "w", true), new Answer.Nothing("lost"));
    log.release();
    assertFound(new RevocationsHold())
        .allMatch(what -> what.contains("the key is disabled"))
        .hasSize(1);
  }

  @Test
  void aReleaseOfAVersionThatWasReplacedIsFound() {
    log.releaseAsBefore(log::rotate);
    assertFound(new RevocationsHold())
        .singleElement()
        .asString()
        .contains("version 1 is not the newest");
  }

  @Test
  void anEntryOfAnUnknownChangeMayBeAnyChange() {
    log.rotateUnheard();
    log.release();
    assertNothingFound();
  }

  @Test
  void aStrangerWithAKeyIsFound() {
    Call release = log.release();
    Question.Release asked = (Question.Release) release.question();
    log.replace(
        release,
        ImaginedLog.with(
            release,
            new Question.Release(
                asked.tenant(), asked.key(), asked.challenge(), asked.base(), false)));
    assertFound(new RevocationsHold()).anyMatch(what -> what.startsWith("a stranger"));
  }

  @Test
  void whatWasAskedForLaterAndStandsEarlierIsFound() {
    Call first = log.release();
    Call second = log.release();
    log.replace(first, ImaginedLog.at(first, second.ended() + 1, second.ended() + 2));
    assertFound(new LogKeepsTime()).hasSize(1).first().asString().contains("was asked for after");
  }

  @Test
  void whatWasAskedForAtTheSameTimeMayStandEitherWay() {
    Call first = log.release();
    Call second = log.release();
    log.replace(first, ImaginedLog.at(first, second.started(), second.ended() + 5));
    assertFound(new LogKeepsTime()).isEmpty();
  }

  @Test
  void twoReleasesOfOneChallengeAreFoundAlthoughOneWasNotAnswered() {
    Call first = log.release("one");
    log.replace(first, ImaginedLog.with(first, new Answer.Nothing("lost")));
    log.release("one");
    assertFound(new ChallengesReleaseOnce())
        .singleElement()
        .asString()
        .contains("released 2 times");
  }

  @Test
  void aReleaseThatNobodyAskedForIsFound() {
    log.calls.remove(log.release());
    assertFound(new ChallengesReleaseOnce()).singleElement().asString().startsWith("nobody asked");
  }

  @Test
  void anAnsweredReleaseThatTheLogLacksIsFound() {
    Call release = log.release();
    log.leaves.removeLast();
    log.held.removeLast();
    assertFound(new ReleasesAreLogged()).singleElement().asString().contains("ends before");
    assertFound(new CheckpointsAgree()).isNotEmpty();
    assertThat(ImaginedLog.released(release).index()).isPositive();
  }

  @Test
  void anAnsweredReleaseWithAnotherLeafInItsPlaceIsFound() {
    Call release = log.release();
    Answer.Released right = ImaginedLog.released(release);
    log.replace(
        release,
        ImaginedLog.with(
            release,
            new Answer.Released(
                right.decision(),
                right.version(),
                right.fingerprint(),
                right.index(),
                log.leaves.getFirst(),
                right.checkpoint())));
    assertFound(new ReleasesAreLogged()).singleElement().asString().contains("another leaf");
  }

  @Test
  void aBadReceiptIsFound() {
    Call release = log.release();
    log.replace(release, ImaginedLog.with(release, new Answer.Untrusted("fault")));
    assertFound(new ReleasesAreLogged()).singleElement().asString().contains("bad receipt");
  }

  @Test
  void aCheckpointOfAnotherHistoryIsFound() {
    Checkpoint right = log.checkpoint();
    log.call(
        new Question.NewestCheckpoint(),
        new Answer.Seen(new Checkpoint(right.origin(), right.size(), MerkleHash.EMPTY)));
    log.release();
    assertFound(new CheckpointsAgree())
        .singleElement()
        .asString()
        .contains("audit.checkpoint.root");
  }

  @Test
  void aCheckpointPastTheEndIsFound() {
    log.call(
        new Question.NewestCheckpoint(),
        new Answer.Seen(new Checkpoint(log.checkpoint().origin(), 1_000, MerkleHash.EMPTY)));
    assertFound(new CheckpointsAgree())
        .singleElement()
        .asString()
        .contains("audit.checkpoint.leaves");
  }

  @Test
  void anEntryThatItsTenantIsNotShownIsFound() {
    log.held.removeLast();
    assertFound(new TenantsSeeAll()).singleElement().asString().contains("Unopened");
  }

  @Test
  void aKeyThatIsNotReleasedAnyMoreIsFound() {
    log.release();
    assertFound(new KeysAreKept(log.now())).singleElement().asString().contains("any more");
  }

  @Test
  void anotherKeyThanItsOwnerSentIsFound() {
    long settled = log.now();
    Call release = log.release();
    Answer.Released right = ImaginedLog.released(release);
    log.replace(
        release,
        ImaginedLog.with(
            release,
            new Answer.Released(
                right.decision(),
                right.version(),
                "another",
                right.index(),
                right.leaf(),
                right.checkpoint())));
    assertFound(new KeysAreKept(settled)).singleElement().asString().contains("its owner sent");
  }

  @Test
  void aKeyThatWentBackToAnOlderVersionIsFound() {
    Call old = log.release();
    log.rotate();
    long settled = log.now();
    log.calls.add(ImaginedLog.at(old, settled, settled + 1));
    assertFound(new KeysAreKept(settled)).singleElement().asString().contains("went back");
  }

  @Test
  void aVersionWhoseAcknowledgementWasLostMayBeTheNewest() {
    log.rotateUnheard();
    long settled = log.now();
    log.release();
    assertFound(new KeysAreKept(settled)).isEmpty();
  }

  @Test
  void aRevocationUnderAnotherNameDoesNotCount() {
    log.call(
        new Question.Put("acme", Entry.StateObject.POLICY, "other", "00", false),
        new Answer.Refused(404, "not-found"));
    log.release();
    assertNothingFound();
  }
}
