package dev.sealkeep.evidence.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.evidence.Parsed;
import java.util.List;
import java.util.Map;

/** No log makes the reader or the extraction of claims throw. */
class EventLogFuzzTest {
  @FuzzTest
  void log(byte[] bytes) {
    if (EventLog.parse(bytes) instanceof Parsed.Accepted<EventLog>(EventLog log)) {
      assertThat(log.bytesUsed()).isLessThanOrEqualTo(log.fileSize());
      assertThat(EventLogFields.of(log)).containsKey("spec");
    }
  }

  /** Registers are whatever the log makes, so that every claim's code runs. */
  @FuzzTest
  void explanation(FuzzedDataProvider data) {
    Registers.Kind kind = data.pickValue(Registers.Kind.values());
    byte[] bytes = data.consumeRemainingAsBytes();
    if (EventLog.parse(bytes) instanceof Parsed.Accepted<EventLog>(EventLog log)) {
      Map<Integer, byte[]> values = Replay.of(log, kind.hash());
      assertThat(EventLogExplanation.of(List.of(bytes), new Registers(kind, values))).isNotNull();
    }
  }
}
