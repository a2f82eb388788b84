package dev.sealkeep.evidence.conveyance;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** No input makes the reader throw, and no message is larger than its wrapper. */
class ConveyanceFuzzTest {
  @FuzzTest
  void wrapper(byte[] blob) {
    if (Conveyance.unwrap(blob) instanceof Unwrapping.Wrapped(var messages)) {
      assertThat(messages)
          .isNotEmpty()
          .hasSizeLessThanOrEqualTo(Conveyance.MAX_MESSAGES)
          .allMatch(message -> message.blob().length < blob.length);
    }
  }
}
