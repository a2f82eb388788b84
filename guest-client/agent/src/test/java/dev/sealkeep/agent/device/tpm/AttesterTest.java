package dev.sealkeep.agent.device.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.agent.FakeTiming;
import dev.sealkeep.agent.configuration.AttestationKeyChoice;
import dev.sealkeep.agent.configuration.PcrBank;
import dev.sealkeep.agent.configuration.PcrSelection;
import dev.sealkeep.agent.configuration.TpmSettings;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a quote that does not fit what was asked for. */
final class AttesterTest {
  private static final byte[] DATA = new byte[32];
  private static final PcrSelection PCRS = PcrSelection.parse("sha256:7").orElseThrow();
  private static final TpmSettings SETTINGS =
      TpmSettings.DEFAULT.withPcrs(PCRS).withKey(new AttestationKeyChoice.Persistent(0x81000003));

  private final ScriptedTpm channel = new ScriptedTpm();

  /** How often something extends the PCR between its being read and its being quoted. */
  private int moves;

  private int pcr;

  /** A bit of the message that is flipped; none if negative. */
  private int flipped = -1;

  private Attester attester() throws DeviceException {
    byte[] area = KeyTemplate.AK_ECC.publicArea();
    channel
        .on(
            CommandCode.GET_CAPABILITY,
            _ -> ScriptedTpm.plain(new TpmBytes().u8(0).u32(1).u32(0).toBytes()))
        .on(
            CommandCode.READ_PUBLIC,
            _ ->
                ScriptedTpm.plain(
                    new TpmBytes().sized(area).sized(new byte[34]).sized(new byte[34]).toBytes()))
        .on(CommandCode.PCR_READ, _ -> read())
        .on(CommandCode.QUOTE, _ -> quote());
    return Attester.open(new Tpm(channel, new FakeTiming()), SETTINGS);
  }

  private byte[] value() {
    byte[] value = new byte[32];
    Arrays.fill(value, (byte) pcr);
    return value;
  }

  private byte[] read() {
    byte[] answer =
        ScriptedTpm.plain(
            new TpmBytes().u32(1).raw(Pcrs.encode(PCRS.banks())).u32(1).sized(value()).toBytes());
    if (moves > 0) {
      moves--;
      pcr++;
    }
    return answer;
  }

  private byte[] message() {
    return new TpmBytes()
        .u32(0xFF544347)
        .u16(0x8018)
        .sized(new byte[34])
        .sized(DATA)
        .raw(new byte[25])
        .raw(Pcrs.encode(PCRS.banks()))
        .sized(Digests.of(PcrBank.SHA256, value()))
        .toBytes();
  }

  private byte[] quote() {
    byte[] message = message();
    if (flipped >= 0) {
      message[flipped] ^= 1;
    }
    byte[] signature = new TpmBytes().u16(0x18).u16(0x0B).sized(DATA).sized(DATA).toBytes();
    return ScriptedTpm.authorized(new TpmBytes().sized(message).raw(signature).toBytes());
  }

  private DeviceFault fault() throws DeviceException {
    Attester attester = attester();
    DeviceException failed =
        catchThrowableOfType(DeviceException.class, () -> attester.evidence(DATA));
    assertThat(failed).isNotNull();
    return failed.problem().fault();
  }

  @Test
  void quoteThatFitsIsWrittenWithItsValues() throws DeviceException {
    try (Attester attester = attester()) {
      assertThat(new String(attester.evidence(DATA), StandardCharsets.US_ASCII))
          .contains("\"pcrs\":{\"sha256\":{\"7\":\"" + "00".repeat(32) + "\"}}")
          .doesNotContain("ek_public");
    }
    assertThat(channel.closed).isTrue();
  }

  @Test
  void pcrThatMovedIsReadAndQuotedAnew() throws DeviceException {
    moves = Quoted.ATTEMPTS - 1;
    assertThat(new String(attester().evidence(DATA), StandardCharsets.US_ASCII))
        .contains("\"7\":\"" + "04".repeat(32));
    assertThat(channel.commands.stream().filter(CommandCode.QUOTE::equals)).hasSize(5);
  }

  @Test
  void pcrThatKeepsMovingIsNamed() throws DeviceException {
    moves = Quoted.ATTEMPTS;
    assertThat(fault()).isEqualTo(DeviceFault.TPM_PCRS_MOVED);
  }

  /** Magic, type, qualifying data, selection; the digest of the values is another matter. */
  @ParameterizedTest
  @ValueSource(ints = {0, 5, 6 + 36 + 2, 6 + 36 + 33, 6 + 36 + 34 + 25 + 5, 6 + 36 + 34 + 25 + 8})
  void quoteOfSomethingElseIsNone(int at) throws DeviceException {
    flipped = at;
    assertThat(fault()).isEqualTo(DeviceFault.TPM_QUOTE_MISMATCH);
    assertThat(channel.commands.stream().filter(CommandCode.QUOTE::equals)).hasSize(1);
  }

  @Test
  void tpmIsClosedIfItsKeysAreNotThere() {
    channel.next(ScriptedTpm.plain(new TpmBytes().u8(0).u32(1).u32(0).toBytes()));
    channel.next(ScriptedTpm.refused(0x18B));
    DeviceException failed =
        catchThrowableOfType(
            DeviceException.class,
            () -> Attester.open(new Tpm(channel, new FakeTiming()), SETTINGS));
    assertThat(failed.problem().fault()).isEqualTo(DeviceFault.TPM_HANDLE_ABSENT);
    assertThat(channel.closed).isTrue();
  }

  @Test
  void certificatesAreCutToTheirLengthAndTheirKeyIsTheOneMade() throws DeviceException {
    byte[] certificate = {0x30, (byte) 0x82, 0, 2, 5, 0, 0, 0, 0};
    byte[] area = new TpmBytes().u32(0x01C0000A).u16(0xB).u32(1 << 18).u16(0).u16(9).toBytes();
    channel
        .on(
            CommandCode.GET_CAPABILITY,
            _ -> ScriptedTpm.plain(new TpmBytes().u8(0).u32(1).u32(1).u32(0x01C0000A).toBytes()))
        .on(
            CommandCode.NV_READ_PUBLIC,
            _ -> ScriptedTpm.plain(new TpmBytes().sized(area).sized(new byte[0]).toBytes()))
        .on(
            CommandCode.NV_READ,
            _ -> ScriptedTpm.authorized(new TpmBytes().sized(certificate).toBytes()));
    Endorsement found = Endorsement.of(new Tpm(channel, new FakeTiming()), Optional.empty());
    assertThat(new String(found.certificates(), StandardCharsets.US_ASCII))
        .isEqualTo("-----BEGIN CERTIFICATE-----\nMIIAAgUA\n-----END CERTIFICATE-----\n");
    assertThat(found.template()).isEqualTo(KeyTemplate.EK_ECC);
    assertThat(found.isCertified()).isTrue();
    assertThat(
            List.of(KeyTemplate.EK_ECC.publicArea().length, KeyTemplate.EK_RSA.publicArea().length))
        .as("TPMT_PUBLIC of the templates L-2 and L-1")
        .containsExactly(122, 314);
  }
}
