package dev.sealkeep.agent.device.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.agent.FakeTiming;
import dev.sealkeep.agent.configuration.PcrBank;
import dev.sealkeep.agent.configuration.PcrSelection;
import dev.sealkeep.agent.configuration.TpmSettings;
import dev.sealkeep.agent.device.azure.TdReport;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The paravisor's vTPM as a test plays it: a report that changes some looks after a write. */
final class AzureVtpmTest {
  private static final byte[] DATA = new byte[32];
  private final ScriptedTpm channel = new ScriptedTpm();
  private final FakeTiming timing = new FakeTiming();
  private final byte[] reportData = new byte[64];
  private byte[] report = new byte[700];
  private PcrSelection quoted = PcrSelection.parse("sha256:0,1").orElseThrow();
  private boolean hasReport = true;
  private boolean hasUserData = true;

  /** Looks at the report until it is a new one, from the write on; never if negative. */
  private int delay = 2;

  private boolean written;
  private boolean quotingFails;
  private byte[] quotedReport = {};

  AzureVtpmTest() {
    Arrays.fill(reportData, (byte) 6);
    channel
        .on(CommandCode.GET_CAPABILITY, this::handles)
        .on(CommandCode.NV_READ_PUBLIC, this::area)
        .on(CommandCode.NV_DEFINE_SPACE, _ -> done(new byte[0]))
        .on(CommandCode.NV_WRITE, this::write)
        .on(CommandCode.NV_READ, this::read)
        .on(
            CommandCode.READ_PUBLIC,
            _ ->
                ScriptedTpm.plain(
                    new TpmBytes()
                        .sized(KeyTemplate.AK_RSA.publicArea())
                        .sized(DATA)
                        .sized(DATA)
                        .toBytes()))
        .on(
            CommandCode.PCR_READ,
            _ ->
                ScriptedTpm.plain(
                    new TpmBytes()
                        .u32(1)
                        .raw(Pcrs.encode(quoted.banks()))
                        .u32(2)
                        .sized(new byte[32])
                        .sized(new byte[32])
                        .toBytes()))
        .on(CommandCode.QUOTE, _ -> quote());
  }

  private static byte[] done(byte[] parameters) {
    return ScriptedTpm.authorized(parameters);
  }

  private byte[] handles(TpmCursor command) {
    command.u32();
    int first = command.u32();
    boolean there = first == AzureVtpm.REPORT ? hasReport : hasUserData;
    TpmBytes out = new TpmBytes().u8(0).u32(1).u32(there ? 1 : 0);
    return ScriptedTpm.plain(there ? out.u32(first).toBytes() : out.toBytes());
  }

  private byte[] area(TpmCursor command) {
    int index = command.u32();
    int size = index == AzureVtpm.REPORT ? report.length : 64;
    byte[] area = new TpmBytes().u32(index).u16(0xB).u32(NvIndex.OPEN).u16(0).u16(size).toBytes();
    return ScriptedTpm.plain(new TpmBytes().sized(area).sized(DATA).toBytes());
  }

  private byte[] write(TpmCursor command) {
    command.take(4 + 4 + 4 + 9);
    assertThat(command.sized()).isEqualTo(reportData);
    written = true;
    return done(new byte[0]);
  }

  private byte[] read(TpmCursor command) {
    command.take(4 + 4 + 4 + 9);
    int size = command.u16();
    int offset = command.u16();
    if (offset == 0 && written && delay-- == 0) {
      Arrays.fill(report, (byte) 9);
    }
    byte[] some = Arrays.copyOfRange(report, offset, offset + size);
    return done(new TpmBytes().sized(some).toBytes());
  }

  private byte[] quote() {
    byte[] digest = Digests.of(PcrBank.SHA256, new byte[64]);
    byte[] message =
        new TpmBytes()
            .u32(0xFF544347)
            .u16(0x8018)
            .sized(DATA)
            .sized(DATA)
            .raw(new byte[25])
            .raw(Pcrs.encode(quoted.banks()))
            .sized(digest)
            .toBytes();
    byte[] signature = new TpmBytes().u16(0x14).u16(0x0B).sized(new byte[256]).toBytes();
    return done(new TpmBytes().sized(message).raw(signature).toBytes());
  }

  /** What the metadata service makes of a TDREPORT, or why it makes nothing. */
  private byte[] tdQuote(TdReport of) throws DeviceException {
    if (quotingFails) {
      throw new DeviceException(DeviceFault.METADATA_REFUSED, "503");
    }
    quotedReport = of.bytes();
    return new byte[] {4, 4};
  }

  /** A paravisor's report on TDX, which stays as it is. */
  private void runOnTdx() {
    report = new byte[2600];
    Arrays.fill(report, 0x20, 0x420, (byte) 3);
    ByteBuffer.wrap(report)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(0, new byte[] {'H', 'C', 'L', 'A'})
        .putInt(0x4C8, 4);
    delay = -1;
  }

  @Test
  void onTdxAQuoteOfTheParavisorsTdReportGoesAlong() throws DeviceException {
    runOnTdx();
    assertThat(evidence())
        .startsWith("{\"version\":1,\"hcl_report\":\"" + base64(report) + "\"")
        .contains("\"td_quote\":\"" + base64(new byte[] {4, 4}) + "\"");
    assertThat(quotedReport).hasSize(1024).containsOnly(3);
  }

  @Test
  void onSevSnpNobodyIsAskedForATdQuote() throws DeviceException {
    assertThat(evidence()).doesNotContain("td_quote");
    assertThat(quotedReport).isEmpty();
  }

  @Test
  void onTdxThereIsNoEvidenceWithoutATdQuote() {
    runOnTdx();
    quotingFails = true;
    DeviceException failed = catchThrowableOfType(DeviceException.class, this::evidence);
    assertThat(failed.problem().fault()).isEqualTo(DeviceFault.METADATA_REFUSED);
    assertThat(channel.commands).doesNotContain(CommandCode.QUOTE);
  }

  private String evidence() throws DeviceException {
    TpmSettings settings = TpmSettings.DEFAULT.withPcrs(quoted);
    byte[] json =
        new AzureVtpm(new Tpm(channel, timing), settings, this::tdQuote, timing)
            .evidence(reportData, DATA);
    return new String(json, StandardCharsets.US_ASCII);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Test
  void reportIsTheOneMadeAfterTheDataWasWritten() throws DeviceException {
    assertThat(evidence())
        .startsWith("{\"version\":1,\"hcl_report\":\"" + base64(report) + "\"")
        .contains("\"pcrs\":[\"" + "00".repeat(32) + "\",\"" + "00".repeat(32) + "\"]");
    assertThat(report[0]).isEqualTo((byte) 9);
    assertThat(timing.pauses()).hasSize(2);
    assertThat(channel.commands).doesNotContain(CommandCode.NV_DEFINE_SPACE);
    byte[] key = channel.bytes.get(channel.commands.indexOf(CommandCode.READ_PUBLIC));
    assertThat(key).endsWith((byte) 0x81, (byte) 0, (byte) 0, (byte) 3);
  }

  @Test
  void indexForTheDataIsMadeWhereItIsNot() throws DeviceException {
    hasUserData = false;
    assertThat(evidence()).contains(base64(report));
    assertThat(channel.commands)
        .containsSubsequence(CommandCode.NV_DEFINE_SPACE, CommandCode.NV_WRITE);
  }

  @Test
  void reportThatStaysAsItWasIsTakenInTheEnd() throws DeviceException {
    delay = -1;
    assertThat(evidence()).contains(base64(new byte[700]));
    Duration waited = timing.pauses().stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(waited).isEqualTo(AzureVtpm.PATIENCE);
  }

  @Test
  void tpmWithoutAReportIsAnotherTechnologys() {
    hasReport = false;
    DeviceException failed = catchThrowableOfType(DeviceException.class, this::evidence);
    assertThat(failed.problem().fault()).isEqualTo(DeviceFault.DEVICE_OTHER_TECHNOLOGY);
    assertThat(channel.commands).doesNotContain(CommandCode.NV_WRITE);
  }

  /** The values have no indices there: what is quoted has to say which they are. */
  @ParameterizedTest
  @ValueSource(strings = {"sha384:0", "sha256:1", "sha256:0-7,11"})
  void otherPcrsAreNotForThisEvidence(String pcrs) {
    quoted = PcrSelection.parse(pcrs).orElseThrow();
    DeviceException failed = catchThrowableOfType(DeviceException.class, this::evidence);
    assertThat(failed.problem().fault()).isEqualTo(DeviceFault.TPM_PCRS_GAP);
    assertThat(channel.commands).isEmpty();
  }
}
