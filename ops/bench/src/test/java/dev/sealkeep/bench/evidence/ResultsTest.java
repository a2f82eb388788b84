package dev.sealkeep.bench.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.bench.reference.Openssl;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private static Results.Summary summary(double[] bare, double[] cached) {
    Results results = new Results();
    for (int round = 0; round < bare.length; round++) {
      results.add(
          Subject.TURIN_VLEK, Operation.VERIFY_CACHED, new Operation.Cost(cached[round], 64));
      results.add(Subject.TURIN_VLEK, Operation.BARE_VERIFY, new Operation.Cost(bare[round], 32));
    }
    return results.summary("BC", Optional.empty());
  }

  @Test
  void ratioComparesWithinARoundSoThatASlowRoundDoesNotCount() {
    Results.Summary summary = summary(new double[] {100, 1000, 200}, new double[] {110, 1100, 210});
    assertThat(summary.ratios())
        .containsExactly(new Results.Ratio("turin-vlek", 1.1, List.of(1.1, 1.1, 1.05)));
    assertThat(summary.rounds()).isEqualTo(3);
  }

  @Test
  void figuresAreTheMediansOfTheRounds() {
    assertThat(summary(new double[] {400, 100, 200}, new double[] {1, 2, 3}).measurements())
        .first()
        .isEqualTo(
            new Results.Measurement(
                "turin-vlek", "bare_verify", 200, 5000, 32, List.of(400.0, 100.0, 200.0)));
  }

  @Test
  void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    assertThat(Results.median(List.of(9.0, 1.0, 3.0, 5.0))).isEqualTo(4);
  }

  @Test
  void verificationsAreTheLastColumnOfOpenssl() {
    assertThat(
            Openssl.verifications(
                """
                                              sign    verify    sign/s verify/s
                 384 bits ecdsa (nistp384)   0.0007s   0.0006s   1369.3   1692.0
                """))
        .contains(1692.0);
    assertThat(Openssl.verifications("384 bits ecdsa (nistp384)")).isEmpty();
  }
}
