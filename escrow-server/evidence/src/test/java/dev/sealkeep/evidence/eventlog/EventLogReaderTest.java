package dev.sealkeep.evidence.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.appraise.EvidenceAppraiser;
import dev.sealkeep.evidence.signature.SignatureChecks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventLogReaderTest {
  private static final int FIRST_EVENT = 32 + 33;

  private static byte[] log() {
    return new LogBuilder(TcgHash.SHA256).separator(7).separator(4).bytes();
  }

  private static String outcome(byte[] log) {
    return switch (EventLog.parse(log)) {
      case Parsed.Accepted<EventLog>(EventLog read) -> "events " + read.events().size();
      case Parsed.Refused<EventLog>(Reason reason) -> reason.code();
    };
  }

  private static byte[] with(int offset, int... values) {
    byte[] log = log();
    for (int i = 0; i < values.length; i++) {
      log[offset + i] = (byte) values[i];
    }
    return log;
  }

  private static byte[] behind(byte[]... more) {
    byte[] log = log();
    for (byte[] some : more) {
      byte[] longer = Arrays.copyOf(log, log.length + some.length);
      System.arraycopy(some, 0, longer, log.length, some.length);
      log = longer;
    }
    return log;
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] trailer(int size) {
    byte[] record = new byte[12 + 2 + 32 + 4 + size];
    ByteBuffer.wrap(record)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(-1)
        .putInt(3)
        .putInt(1)
        .putShort((short) 0x0B)
        .putInt(46, size);
    return record;
  }

  /** Of each check a log that this check alone refuses, and what is tolerated. */
  static Stream<Arguments> outcomes() {
    return Stream.of(
        Arguments.of("events 2", log()),
        Arguments.of("events 2", behind(filled(5, 0xFF))),
        Arguments.of("events 2", behind(filled(500, 0))),
        Arguments.of("events 2", behind(trailer(3), filled(9, 0xFF))),
        Arguments.of("eventlog.trailer.malformed", behind(trailer(3), filled(9, 0x11))),
        Arguments.of("eventlog.event.truncated", behind(filled(5, 0x11))),
        Arguments.of("eventlog.event.digests_invalid", behind(filled(500, 0), filled(1, 1))),
        Arguments.of("eventlog.event.truncated", Arrays.copyOf(log(), log().length - 1)),
        Arguments.of("eventlog.event.register_invalid", with(FIRST_EVENT, 24)),
        Arguments.of("eventlog.event.digests_invalid", with(FIRST_EVENT + 8, 2)),
        Arguments.of("eventlog.event.digests_invalid", with(FIRST_EVENT + 12, 4)),
        Arguments.of("eventlog.header.malformed", with(28, 0xFF, 0xFF)),
        Arguments.of("eventlog.header.malformed", with(28 + 4 + 24, 0)),
        Arguments.of("eventlog.header.malformed", with(28 + 4 + 24, 9)),
        Arguments.of("eventlog.header.malformed", with(28 + 4 + 30, 20)),
        Arguments.of("eventlog.header.malformed", with(28 + 4 + 32, 1)),
        Arguments.of("eventlog.log.oversized", new byte[EventLog.MAX_BYTES + 1]),
        Arguments.of("eventlog.header.malformed", new byte[8]));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void eachLogHasItsOutcome(String expected, byte[] log) {
    assertThat(outcome(log)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"28, 4", "56, 4", "62, 2", "64, 1", "73, 4", "111, 4"})
  void lengthAtItsExtremesIsAnsweredWithAReason(int offset, int size) {
    for (int fill : new int[] {0x7F, 0x80, 0xFF}) {
      byte[] log = log();
      Arrays.fill(log, offset, offset + size, (byte) fill);
      assertThat(outcome(log)).as("fill %d", fill).startsWith("eventlog.");
    }
  }

  @Test
  void tooManyEventsAreRefused() {
    byte[] events = new byte[32 * (EventLog.MAX_EVENTS + 2)];
    ByteBuffer buffer = ByteBuffer.wrap(events).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < EventLog.MAX_EVENTS + 2; i++) {
      buffer.putInt(32 * i + 4, 5);
    }
    assertThat(outcome(events)).isEqualTo("eventlog.log.too_many_events");
    assertThat(outcome(Arrays.copyOf(events, 32 * EventLog.MAX_EVENTS)))
        .isEqualTo("events " + EventLog.MAX_EVENTS);
  }

  @Test
  void olderFormIsReadWithoutHeader() {
    byte[] data = "hello".getBytes(StandardCharsets.US_ASCII);
    byte[] log =
        ByteBuffer.allocate(32 + data.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(4)
            .putInt(5)
            .put(TcgHash.SHA1.of(data))
            .putInt(data.length)
            .put(data)
            .array();
    EventLog read = ((Parsed.Accepted<EventLog>) EventLog.parse(log)).value();
    assertThat(read.spec()).isEqualTo("SHA-1 TCG 1.2 (legacy)");
    assertThat(read.hashes()).containsExactly(TcgHash.SHA1);
    assertThat(read.events().getFirst().dataIsMeasured(TcgHash.SHA1)).isTrue();
    assertThat(EventLog.isRecognised(log)).isTrue();
  }

  @Test
  void startupLocalityIsWherePcr0Starts() {
    byte[] locality = "StartupLocality\0\3".getBytes(StandardCharsets.US_ASCII);
    byte[] log =
        new LogBuilder(TcgHash.SHA256)
            .add(0, EventType.EV_NO_ACTION, locality)
            .separator(0)
            .separator(17)
            .bytes();
    EventLog read = ((Parsed.Accepted<EventLog>) EventLog.parse(log)).value();
    byte[] start = new byte[32];
    start[31] = 3;
    byte[] separator = TcgHash.SHA256.of(new byte[4]);
    assertThat(List.copyOf(Replay.of(read, TcgHash.SHA256).values()))
        .containsExactly(
            TcgHash.SHA256.of(start, separator), TcgHash.SHA256.of(filled(32, 0xFF), separator));
  }

  @Test
  void logIsTakenForNoEvidenceWhateverRegisterItsHeaderNames() {
    EvidenceAppraiser appraiser =
        new EvidenceAppraiser(TrustAnchors.vendors(), SignatureChecks.fastest());
    for (int register : new int[] {0, 1, 4}) {
      byte[] log = with(0, register);
      assertThat(appraiser.isEventLog(log)).isTrue();
      assertThat(appraiser.forContent(List.of(log)).orElseThrow().technology())
          .isEqualTo("tcg-event-log");
    }
  }
}
