package dev.sealkeep.evidence.ima;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.eventlog.Registers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** No list makes the readers or the extraction of claims throw. */
class ImaFuzzTest {
  @FuzzTest
  void list(byte[] bytes) {
    if (MeasurementList.parse(bytes) instanceof Parsed.Accepted<MeasurementList>(var list)) {
      assertThat(list.entries()).hasSizeBetween(1, MeasurementList.MAX_ENTRIES);
      assertThat(MeasurementList.isRecognised(bytes)).isTrue();
    }
  }

  /** Registers are whatever the list makes, so that every claim's code runs. */
  @FuzzTest
  void explanation(FuzzedDataProvider data) {
    Registers.Kind kind = data.pickValue(Registers.Kind.values());
    byte[] bytes = data.consumeRemainingAsBytes();
    if (MeasurementList.parse(bytes) instanceof Parsed.Accepted<MeasurementList>(var list)) {
      ImaExplanation explanation =
          ImaExplanation.of(List.of(bytes), new Registers(kind, values(list, kind)));
      assertThat(explanation.claims().containsKey("ima.replayed"))
          .isEqualTo(kind != Registers.Kind.RTMR);
    }
  }

  private static Map<Integer, byte[]> values(MeasurementList list, Registers.Kind kind) {
    int size = kind.hash().size();
    Map<Integer, byte[]> values = new HashMap<>();
    for (MeasuredEntry entry : list.entries()) {
      byte[] digest = new byte[size];
      Arrays.fill(digest, (byte) 0xFF);
      byte[] old = values.getOrDefault(entry.register(), new byte[size]);
      values.put(
          entry.register(),
          kind.hash().of(old, entry.isViolation() ? digest : entry.digest(kind.hash())));
    }
    return values;
  }
}
