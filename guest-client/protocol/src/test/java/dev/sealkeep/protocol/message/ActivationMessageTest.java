package dev.sealkeep.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.WireReason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ActivationMessageTest {
  private static byte[] blob(int length, int octet) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) octet);
    return bytes;
  }

  private static WireReason reason(Parsed<?> parsed) {
    return parsed.rejection().orElseThrow().reason();
  }

  @Test
  void requestSurvivesEncodingUpToItsLimits() {
    ActivationRequest longest =
        new ActivationRequest(blob(32 << 10, 1), blob(2048, 2), blob(2048, 3));
    assertThat(ActivationRequest.parse(longest.encode()).toOptional())
        .usingRecursiveComparison()
        .isEqualTo(Optional.of(longest));
    for (ActivationRequest bad :
        List.of(
            new ActivationRequest(blob((32 << 10) + 1, 1), blob(1, 2), blob(1, 3)),
            new ActivationRequest(blob(0, 1), blob(1, 2), blob(1, 3)),
            new ActivationRequest(blob(1, 1), blob(2049, 2), blob(1, 3)),
            new ActivationRequest(blob(1, 1), blob(1, 2), blob(0, 3)))) {
      assertThat(reason(ActivationRequest.parse(bad.encode()))).isEqualTo(WireReason.WRONG_LENGTH);
    }
  }

  @Test
  void answerSurvivesEncoding() {
    ActivationAnswer answer = new ActivationAnswer(blob(70, 1), blob(258, 2), blob(150, 3));
    assertThat(ActivationAnswer.parse(answer.encode()).toOptional())
        .usingRecursiveComparison()
        .isEqualTo(Optional.of(answer));
    assertThat(reason(ActivationAnswer.parse("{}".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(WireReason.MISSING_MEMBER);
  }

  @Test
  void proofHoldsAWholeSecret() {
    ActivationProof proof = new ActivationProof(blob(512, 1), blob(32, 2));
    assertThat(ActivationProof.parse(proof.encode()).toOptional())
        .usingRecursiveComparison()
        .isEqualTo(Optional.of(proof));
    for (ActivationProof bad :
        List.of(
            new ActivationProof(blob(512, 1), blob(31, 2)),
            new ActivationProof(blob(513, 1), blob(32, 2)))) {
      assertThat(reason(ActivationProof.parse(bad.encode()))).isEqualTo(WireReason.WRONG_LENGTH);
    }
  }

  @Test
  void nothingOfAnExchangeIsPrinted() {
    assertThat(new ActivationProof(blob(1, 0x41), blob(32, 0x42)).toString()).hasSizeLessThan(24);
    assertThat(new ActivationAnswer(blob(1, 0x41), blob(1, 0x42), blob(1, 0x43)).toString())
        .hasSizeLessThan(24);
  }
}
