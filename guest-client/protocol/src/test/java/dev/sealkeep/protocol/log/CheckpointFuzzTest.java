package dev.sealkeep.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class CheckpointFuzzTest {
  @FuzzTest
  void aParsedCheckpointIsSpeltAsItWas(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    LogResult<Checkpoint> result = Checkpoint.parse(text);
    if (result instanceof LogResult.Accepted<Checkpoint>(Checkpoint checkpoint)) {
      assertThat(checkpoint.text()).isEqualTo(text);
    } else {
      assertThat(result.reason()).contains(LogFault.CHECKPOINT_MALFORMED);
    }
  }
}
