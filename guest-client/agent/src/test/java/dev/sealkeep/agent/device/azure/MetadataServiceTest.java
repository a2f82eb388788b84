package dev.sealkeep.agent.device.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.agent.FakeTiming;
import dev.sealkeep.agent.device.azure.FakeMetadataService.Answer;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client over a service that is told to fail. */
@Timeout(60)
final class MetadataServiceTest {
  private final FakeMetadataService azure = new FakeMetadataService();
  private final FakeTiming timing = new FakeTiming();
  private final TdReport report = new TdReport(new byte[TdReport.BYTES]);

  MetadataServiceTest() {
    Arrays.fill(report.bytes(), 128, 192, (byte) 0x7E);
  }

  @AfterEach
  void close() {
    azure.close();
  }

  private byte[] quote() throws DeviceException {
    return new MetadataService(azure.uri(), timing).quote(report);
  }

  private DeviceFault fault() {
    return fault(new MetadataService(azure.uri(), timing));
  }

  private DeviceFault fault(MetadataService service) {
    DeviceException failed =
        catchThrowableOfType(DeviceException.class, () -> service.quote(report));
    assertThat(failed).isNotNull();
    assertThat(failed.problem().display()).contains("(" + failed.problem().fault().code() + ")");
    return failed.problem().fault();
  }

  @Test
  void reportIsPostedAndItsQuoteComesBack() throws DeviceException {
    assertThat(quote()).isEqualTo(FakeMetadataService.quoteOf(report.reportData()));
    assertThat(azure.requests())
        .containsExactly(
            "POST /acc/tdquote {\"report\":\""
                + FakeMetadataService.base64(report.bytes())
                + "\"}");
    assertThat(timing.pauses()).isEmpty();
  }

  @Test
  void serviceThatMayWorkLaterIsAskedAgain() throws DeviceException {
    azure.next(Answer.of(503, "busy"));
    azure.next(Answer.of(429, "busy"));
    azure.next(Answer.of(410, "moving"));
    assertThat(quote()).isNotEmpty();
    assertThat(timing.pauses())
        .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void serviceThatNeverWorksIsGivenUpOn() {
    for (int i = 0; i < 10; i++) {
      azure.next(Answer.of(500, "broken"));
    }
    assertThat(fault()).isEqualTo(DeviceFault.METADATA_REFUSED);
    assertThat(azure.requests()).hasSize(MetadataService.ATTEMPTS);
  }

  /** A redirect could lead anywhere. */
  @ParameterizedTest
  @ValueSource(ints = {301, 307, 400, 403, 404})
  void refusalIsFinal(int status) {
    azure.next(Answer.of(status, "no"));
    assertThat(fault()).isEqualTo(DeviceFault.METADATA_REFUSED);
    assertThat(azure.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''",
        "[]",
        "{}",
        "{\"quote\":1}",
        "{\"quote\":\"\"}",
        "{\"quote\":\"=\"}",
        "<html>",
        "{\"quote\":\"AAAA\",\"quote\":\"AAAA\"}"
      })
  void answerThatIsNoneIsNamed(String body) {
    azure.next(Answer.of(200, body));
    assertThat(fault()).isEqualTo(DeviceFault.METADATA_MALFORMED);
  }

  @Test
  void answerHasABound() {
    azure.next(new Answer(200, new byte[QuoteAnswer.MAX_BYTES + 1]));
    assertThat(fault()).isEqualTo(DeviceFault.METADATA_MALFORMED);
  }

  @Test
  void bytesThatAreNoQuoteAreNamed() {
    azure.next(Answer.of(200, "{\"quote\":\"AAAA\"}"));
    assertThat(fault()).isEqualTo(DeviceFault.QUOTE_MALFORMED);
  }

  @Test
  void quoteOfAnotherReportIsRefused() {
    byte[] other = FakeMetadataService.quoteOf(new byte[64]);
    azure.next(Answer.of(200, "{\"quote\":\"" + FakeMetadataService.base64(other) + "\"}"));
    assertThat(fault()).isEqualTo(DeviceFault.REPORT_DATA_MISMATCH);
  }

  @Test
  void serviceThatFallsSilentIsGivenUpOn() {
    azure.fallSilent();
    assertThat(fault(new MetadataService(azure.uri(), timing, Duration.ofMillis(300))))
        .isEqualTo(DeviceFault.METADATA_UNREACHABLE);
  }

  @Test
  void serviceThatIsNotThereIsNamed() {
    URI gone = azure.uri();
    azure.close();
    assertThat(fault(new MetadataService(gone, timing)))
        .isEqualTo(DeviceFault.METADATA_UNREACHABLE);
  }
}
