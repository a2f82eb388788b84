package dev.sealkeep.agent.device.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.protocol.message.MessageLimits;

/** Nothing that answers in the service's place ends in anything but bytes or nothing. */
class QuoteAnswerFuzzTest {
  @FuzzTest
  void anAnswerHasAQuoteOrNone(byte[] bytes) {
    QuoteAnswer.quote(bytes)
        .ifPresent(
            quote ->
                assertThat(quote).isNotEmpty().hasSizeLessThan(MessageLimits.EVIDENCE_BYTES + 1));
    TdReport.in(bytes).ifPresent(report -> assertThat(report.reportData()).hasSize(64));
  }
}
