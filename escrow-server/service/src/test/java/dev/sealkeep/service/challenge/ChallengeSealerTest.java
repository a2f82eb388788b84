package dev.sealkeep.service.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.keyset.AesGcmKeyset;
import dev.sealkeep.service.harness.Answers;
import dev.sealkeep.service.server.CryptoProviders;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChallengeSealerTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");
  private static final byte[] OFFERS = filled(1);
  private static final byte[] LOG = filled(2);
  private static AesGcmKeyset keyset;
  private static ChallengeSealer sealer;

  @BeforeAll
  static void make() {
    CryptoProviders.install();
    keyset = AesGcmKeyset.generate();
    sealer = new ChallengeSealer(keyset, LOG, RANDOM);
  }

  private static byte[] filled(int octet) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) octet);
    return bytes;
  }

  @Test
  void anyNodeWithTheKeysetOpensWhatAnotherIssued() {
    byte[] token = sealer.issue(OFFERS, NOW);

    Challenge challenge =
        new ChallengeSealer(keyset, LOG, RANDOM).open(token, OFFERS).orElseThrow();

    assertThat(challenge.issued()).isEqualTo(NOW);
    assertThat(challenge.random()).hasSize(32).isNotEqualTo(new byte[32]);
    assertThat(token).hasSizeLessThanOrEqualTo(256);
  }

  @Test
  void noTwoChallengesShareTheirRandomValue() {
    Challenge one = sealer.open(sealer.issue(OFFERS, NOW), OFFERS).orElseThrow();
    Challenge two = sealer.open(sealer.issue(OFFERS, NOW), OFFERS).orElseThrow();

    assertThat(one.random()).isNotEqualTo(two.random());
  }

  @Test
  void aTokenDoesNotOpenWithOtherOffers() {
    assertThat(sealer.open(sealer.issue(OFFERS, NOW), filled(3))).isEmpty();
    assertThat(sealer.open(sealer.issue(OFFERS, NOW), new byte[0])).isEmpty();
  }

  @Test
  void aTokenOfAnotherLogUnderTheSameKeysetDoesNotOpen() {
    byte[] token = new ChallengeSealer(keyset, filled(9), RANDOM).issue(OFFERS, NOW);

    assertThat(sealer.open(token, OFFERS)).isEmpty();
  }

  @Test
  void aTokenUnderAnotherKeysetDoesNotOpen() {
    byte[] token = new ChallengeSealer(AesGcmKeyset.generate(), LOG, RANDOM).issue(OFFERS, NOW);

    assertThat(sealer.open(token, OFFERS)).isEmpty();
  }

  @Test
  void noChangedShortenedOrLengthenedTokenOpens() {
    byte[] token = sealer.issue(OFFERS, NOW);
    for (int bit = 0; bit < 8 * token.length; bit++) {
      assertThat(sealer.open(Answers.flipped(token, bit), OFFERS)).isEmpty();
    }
    for (int length = 0; length < token.length; length++) {
      assertThat(sealer.open(Arrays.copyOf(token, length), OFFERS)).isEmpty();
    }
    assertThat(sealer.open(Arrays.copyOf(token, token.length + 1), OFFERS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "-2001, false",
    "-2000, true",
    "0, true",
    "120000, true",
    "120001, false",
    "999999999, false"
  })
  void aChallengeLivesFromTheSkewBeforeItsIssueToTwoMinutesAfter(long millis, boolean live) {
    assertThat(new Challenge(NOW, new byte[32]).liveAt(NOW.plus(Duration.ofMillis(millis))))
        .isEqualTo(live);
  }
}
