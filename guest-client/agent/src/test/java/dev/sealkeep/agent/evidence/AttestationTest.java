package dev.sealkeep.agent.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.message.EventLog;
import dev.sealkeep.protocol.name.Technology;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What several devices say together. */
final class AttestationTest {
  private static Attestation.Part part(Technology technology, EventLog... logs) {
    EvidenceItem item = new EvidenceItem(technology, new byte[] {1}, new byte[0]);
    return new Attestation.Part(new Testimony(item, List.of(logs)), new byte[64]);
  }

  private static EventLog log(String kind, int... bytes) {
    byte[] log = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      log[i] = (byte) bytes[i];
    }
    return new EventLog(kind, log);
  }

  @Test
  void logsOfAllDevicesGoAlong() {
    Attestation both =
        new Attestation(
            List.of(
                part(Technology.TPM2, log("tpm", 1)), part(Technology.INTEL_TDX, log("ccel", 2))));
    assertThat(both.eventLogs()).extracting(EventLog::kind).containsExactly("tpm", "ccel");
  }

  /** A list that grows is longer when the second device is asked. */
  @Test
  void logThatTwoDevicesNameGoesAlongOnceAndWhole() {
    Attestation both =
        new Attestation(
            List.of(
                part(Technology.TPM2, log("ima", 1, 2)),
                part(Technology.INTEL_TDX, log("ima", 1, 2, 3))));
    assertThat(both.eventLogs()).hasSize(1);
    assertThat(both.eventLogs().getFirst().log()).containsExactly(1, 2, 3);
  }

  @Test
  void logsThatDifferStayApart() {
    Attestation both =
        new Attestation(
            List.of(
                part(Technology.TPM2, log("log", 1, 2), log("other", 1)),
                part(Technology.INTEL_TDX, log("log", 1, 3, 3))));
    assertThat(both.eventLogs()).hasSize(3);
  }
}
