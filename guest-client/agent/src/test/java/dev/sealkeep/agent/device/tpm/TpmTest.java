package dev.sealkeep.agent.device.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.agent.FakeTiming;
import dev.sealkeep.agent.configuration.PcrBank;
import dev.sealkeep.agent.configuration.PcrSelection;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands, answers and response codes, against the specification's bytes. */
final class TpmTest {
  private static final byte[] NOTHING = {};
  private final ScriptedTpm channel = new ScriptedTpm();
  private final FakeTiming timing = new FakeTiming();
  private final Tpm tpm = new Tpm(channel, timing);

  private static PcrSelection pcrs(String text) {
    return PcrSelection.parse(text).orElseThrow();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private static DeviceException failure(ThrowingCallable call) {
    DeviceException failed = catchThrowableOfType(DeviceException.class, call);
    assertThat(failed).isNotNull();
    return failed;
  }

  private static DeviceFault fault(ThrowingCallable call) {
    return failure(call).problem().fault();
  }

  private void extend() throws DeviceException {
    tpm.extend(8, PcrBank.SHA256, new byte[32]);
  }

  @Test
  void eventHasTheBytesOfTheSpecification() throws DeviceException {
    channel.on(CommandCode.PCR_EVENT, _ -> ScriptedTpm.authorized(hex("00000000")));
    tpm.event(15, hex("0102"));
    assertThat(channel.bytes.getLast())
        .isEqualTo(
            hex("8002 0000001f 0000013c 0000000f 00000009 40000009 0000 01 0000" + " 0002 0102"));
  }

  @Test
  void commandsHaveTheBytesOfTheSpecification() throws DeviceException {
    channel.on(CommandCode.PCR_EXTEND, _ -> ScriptedTpm.authorized(NOTHING));
    extend();
    channel.on(
        CommandCode.PCR_READ,
        _ ->
            ScriptedTpm.plain(
                hex(
                    "00000001 00000001 000b 03 010080 00000002 0020"
                        + "aa".repeat(32)
                        + "0020"
                        + "bb".repeat(32))));
    Pcrs read = tpm.readPcrs(pcrs("sha256:0,23"));

    assertThat(channel.bytes.get(0))
        .isEqualTo(
            hex(
                "8002 00000041 00000182 00000008"
                    + "00000009 40000009 0000 01 0000"
                    + "00000001 000b"
                    + "00".repeat(32)));
    assertThat(channel.bytes.get(1))
        .isEqualTo(hex("8001 00000014 0000017e 00000001 000b 03 010080"));
    assertThat(read.values().get(PcrBank.SHA256)).containsOnlyKeys(0, 23);
  }

  /** TPM_RC_YIELDED, TESTING, NV_RATE, RETRY, NV_UNAVAILABLE. */
  @ParameterizedTest
  @ValueSource(ints = {0x908, 0x90A, 0x920, 0x922, 0x923})
  void commandThatIsToBeSentAgainIs(int code) throws DeviceException {
    channel.next(ScriptedTpm.refused(code)).next(ScriptedTpm.refused(code));
    channel.next(ScriptedTpm.authorized(NOTHING));
    extend();
    assertThat(channel.bytes).hasSize(3);
    assertThat(channel.bytes.get(1)).isEqualTo(channel.bytes.get(0));
    assertThat(timing.pauses()).containsExactly(Duration.ofMillis(10), Duration.ofMillis(20));
  }

  @Test
  void tpmThatStaysBusyIsGivenUpOn() {
    channel.on(CommandCode.PCR_EXTEND, _ -> ScriptedTpm.refused(0x922));
    assertThat(fault(this::extend)).isEqualTo(DeviceFault.TPM_BUSY);
    Duration waited = timing.pauses().stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(waited).isBetween(Duration.ofSeconds(25), Tpm.PATIENCE);
    assertThat(timing.pauses()).allMatch(pause -> pause.compareTo(Duration.ofSeconds(1)) <= 0);
  }

  @ParameterizedTest
  @CsvSource({
    "0x100, TPM_NOT_STARTED",
    "0x101, TPM_FAILURE",
    "0x921, TPM_LOCKOUT",
    "0x98E, TPM_UNAUTHORIZED",
    "0x9A2, TPM_UNAUTHORIZED",
    "0x99D, TPM_UNAUTHORIZED",
    "0x12F, TPM_UNAUTHORIZED",
    "0x143, TPM_UNSUPPORTED",
    "0xB0143, TPM_UNSUPPORTED",
    "0x2E6, TPM_UNSUPPORTED",
    "0x18B, TPM_HANDLE_ABSENT",
    "0x910, TPM_HANDLE_ABSENT",
    "0x902, TPM_MEMORY",
    "0x149, TPM_NV_REFUSED",
    "0x1C4, TPM_REFUSED",
    "0x1DF, TPM_REFUSED",
    "0xFFFFFFFF, TPM_REFUSED"
  })
  void responseCodeHasItsFaultAndIsNamed(String code, DeviceFault expected) {
    channel.next(ScriptedTpm.refused(Integer.decode(code.length() > 9 ? "-1" : code)));
    DeviceException failed = failure(this::extend);
    assertThat(failed.problem().fault()).isEqualTo(expected);
    assertThat(failed.problem().detail()).startsWith("TPM2_PCR_Extend: 0x");
    assertThat(channel.bytes).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0x2E6, '0x2e6, parameter 2'",
    "0x98E, '0x98e, session 1'",
    "0x18B, '0x18b, handle 1'",
    "0x921, 0x921"
  })
  void codeTellsWhatItBlames(int code, String display) {
    assertThat(new ResponseCode(code).display()).isEqualTo(display);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8002",
        "8002 00000013 00000000",
        "8001 0000000a 00000000",
        "8002 0000000a 00000000",
        "8002 0000000e 00000000 00000001",
        "8002 0000000e 00000000 ffffffff"
      })
  void answerThatIsNoneIsMalformed(String answer) {
    channel.next(hex(answer));
    assertThat(fault(this::extend)).isEqualTo(DeviceFault.TPM_MALFORMED);
  }

  @Test
  void moreThanEightPcrsAreReadInTurns() throws DeviceException {
    channel.on(CommandCode.PCR_READ, TpmTest::answerAll);
    Pcrs read = tpm.readPcrs(pcrs("sha256:0-16+sha1:3"));
    assertThat(channel.commands).hasSize(4).containsOnly(CommandCode.PCR_READ);
    assertThat(read.values().get(PcrBank.SHA256)).hasSize(17);
    assertThat(read.values().get(PcrBank.SHA256)).containsEntry(16, value(16, 32));
    assertThat(read.values().get(PcrBank.SHA1)).containsEntry(3, value(3, 20));
  }

  /** The value of a PCR is its number in each byte. */
  private static byte[] value(int pcr, int size) {
    byte[] value = new byte[size];
    Arrays.fill(value, (byte) pcr);
    return value;
  }

  private static byte[] answerAll(TpmCursor command) {
    command.u32();
    int algorithm = command.u16();
    byte[] bitmap = command.take(command.u8()).orElseThrow();
    List<Integer> wanted =
        IntStream.range(0, 24)
            .filter(pcr -> (bitmap[pcr / 8] >> pcr % 8 & 1) == 1)
            .boxed()
            .toList();
    int size = PcrBank.ofAlgorithm(algorithm).orElseThrow().digestBytes();
    TpmBytes out = new TpmBytes().u32(1).u32(1).u16(algorithm).u8(3).raw(bitmap).u32(wanted.size());
    wanted.forEach(pcr -> out.sized(value(pcr, size)));
    return ScriptedTpm.plain(out.toBytes());
  }

  @ParameterizedTest
  @CsvSource({
    "00000001 00000000 00000000, TPM_UNSUPPORTED",
    "00000001 00000000 00000001 0001 00, TPM_MALFORMED",
    "00000001 00000000 ffffffff, TPM_UNSUPPORTED",
    "00000001 00000000 7fffffff, TPM_MALFORMED",
    "00000001 7fffffff, TPM_MALFORMED"
  })
  void valuesThatWereNotAskedForAreNone(String answer, DeviceFault expected) {
    channel.next(ScriptedTpm.plain(hex(answer)));
    assertThat(fault(() -> tpm.readPcrs(pcrs("sha256:0")))).isEqualTo(expected);
  }

  @Test
  void everythingLoadedIsFlushedAlsoAfterAFailure() throws DeviceException {
    byte[] area = new TpmBytes().sized(KeyTemplate.EK_RSA.publicArea()).toBytes();
    channel
        .on(CommandCode.CREATE_PRIMARY, _ -> ScriptedTpm.made(0x80000001, area))
        .on(CommandCode.START_AUTH_SESSION, _ -> session(0x03000000))
        .on(CommandCode.POLICY_SECRET, _ -> ScriptedTpm.refused(0x98E));
    LoadedKey key = tpm.createPrimary(KeyTemplate.EK_RSA);
    assertThat(fault(() -> tpm.createBelow(key, KeyTemplate.AK_ECC)))
        .isEqualTo(DeviceFault.TPM_UNAUTHORIZED);
    channel.commands.clear();
    channel.bytes.clear();
    tpm.close();
    assertThat(channel.commands).containsOnly(CommandCode.FLUSH_CONTEXT);
    assertThat(channel.bytes)
        .containsExactly(
            hex("8001 0000000e 00000165 03000000"), hex("8001 0000000e 00000165 80000001"));
    assertThat(channel.closed).isTrue();
  }

  private static byte[] session(int handle) {
    return ScriptedTpm.frame(0x8001, 0, new TpmBytes().u32(handle).sized(new byte[16]).toBytes());
  }

  /** A use of a policy session without continueSession leaves nothing loaded in the TPM. */
  @Test
  void policySessionEndsWithItsUse() throws DeviceException {
    channel
        .on(CommandCode.START_AUTH_SESSION, _ -> session(0x03000000))
        .on(CommandCode.POLICY_SECRET, _ -> ScriptedTpm.authorized(NOTHING))
        .on(
            CommandCode.ACTIVATE_CREDENTIAL,
            _ -> ScriptedTpm.authorized(new TpmBytes().sized(new byte[] {7}).toBytes()));
    byte[] secret =
        tpm.activateCredential(
            new LoadedKey(0x80000001, NOTHING),
            new LoadedKey(0x80000002, NOTHING),
            new byte[] {0, 1, 5},
            new byte[] {0, 1, 6});
    assertThat(secret).containsExactly(7);
    assertThat(channel.bytes.getLast())
        .isEqualTo(
            hex(
                "8002 0000002e 00000147 80000001 80000002"
                    + "00000012 40000009 0000 01 0000 03000000 0000 00 0000"
                    + "000105 000106"));
  }

  @Test
  void nonVolatileMemoryIsReadInPiecesByWhoMay() throws DeviceException {
    byte[] area = hex("01c00002 000b 00060000 0000 0259");
    channel
        .on(
            CommandCode.NV_READ_PUBLIC,
            _ -> ScriptedTpm.plain(new TpmBytes().sized(area).sized(NOTHING).toBytes()))
        .on(CommandCode.NV_READ, TpmTest::piece);
    NvIndex index = tpm.nv(0x01c00002);
    assertThat(index.content(tpm, 601)).hasSize(601);
    assertThat(channel.commands.stream().filter(CommandCode.NV_READ::equals)).hasSize(2);
    assertThat(channel.bytes.get(1)).startsWith(hex("8002 00000023 0000014e 01c00002 01c00002"));
    assertThat(fault(() -> index.content(tpm, 600))).isEqualTo(DeviceFault.TPM_NV_REFUSED);
    assertThat(new NvIndex(1, 1 << 17, 1).reader()).isEqualTo(Tpm.OWNER);
    assertThat(new NvIndex(1, 1 << 1, 1).writer()).isEqualTo(Tpm.OWNER);
  }

  private static byte[] piece(TpmCursor command) {
    command.take(4 + 4 + 4 + 9);
    return ScriptedTpm.authorized(new TpmBytes().sized(new byte[command.u16()]).toBytes());
  }

  @Test
  void nonVolatileMemoryIsWrittenInPieces() throws DeviceException {
    channel.on(CommandCode.NV_WRITE, _ -> ScriptedTpm.authorized(NOTHING));
    new NvIndex(0x01400002, 1 << 2, 600).write(tpm, new byte[600]);
    assertThat(channel.bytes).hasSize(2);
    assertThat(channel.bytes.get(1)).startsWith(hex("8002 0000007b 00000137 01400002 01400002"));
    assertThat(channel.bytes.get(1)).endsWith(hex("0200"));
  }
}
