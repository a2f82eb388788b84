package dev.sealkeep.policy.evaluate;

import static dev.sealkeep.policy.evaluate.Outcome.FALSE;
import static dev.sealkeep.policy.evaluate.Outcome.TRUE;
import static dev.sealkeep.policy.evaluate.Outcome.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {
  @ParameterizedTest
  @CsvSource({
    "FALSE,   FALSE,   FALSE,   FALSE",
    "FALSE,   UNKNOWN, FALSE,   UNKNOWN",
    "FALSE,   TRUE,    FALSE,   TRUE",
    "UNKNOWN, FALSE,   FALSE,   UNKNOWN",
    "UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN",
    "UNKNOWN, TRUE,    UNKNOWN, TRUE",
    "TRUE,    FALSE,   FALSE,   TRUE",
    "TRUE,    UNKNOWN, UNKNOWN, TRUE",
    "TRUE,    TRUE,    TRUE,    TRUE",
  })
  void andAndOrFollowKleene(Outcome left, Outcome right, Outcome and, Outcome or) {
    assertThat(left.and(right)).isEqualTo(and);
    assertThat(left.or(right)).isEqualTo(or);
  }

  @Test
  void notSwapsTheDecidedAndKeepsTheUnknown() {
    assertThat(TRUE.not()).isEqualTo(FALSE);
    assertThat(FALSE.not()).isEqualTo(TRUE);
    assertThat(UNKNOWN.not()).isEqualTo(UNKNOWN);
  }
}
