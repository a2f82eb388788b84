package dev.sealkeep.agent.device.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.agent.FakeTiming;
import dev.sealkeep.agent.configuration.PcrSelection;
import dev.sealkeep.agent.configuration.TpmSettings;
import dev.sealkeep.agent.device.azure.TdReport;
import dev.sealkeep.agent.device.fault.DeviceException;
import java.util.Optional;

/** Nothing that a TPM says ends in anything but an answer or a typed fault. */
class AnswerFuzzTest {
  private static final PcrSelection PCRS = PcrSelection.parse("sha256:0,7").orElseThrow();

  @FuzzTest
  void anAnswerIsReadOrNamed(byte[] bytes) {
    for (boolean sessions : new boolean[] {false, true}) {
      for (boolean handle : new boolean[] {false, true}) {
        switch (Answer.parse(bytes, sessions, handle)) {
          case Answer.Done(int _, byte[] parameters) ->
              assertThat(parameters.length).isLessThanOrEqualTo(bytes.length - 10);
          case Answer.Refused(ResponseCode code) -> assertThat(code.fault().code()).isNotEmpty();
          case Answer.Malformed(String how) -> assertThat(how).isNotEmpty();
        }
      }
    }
  }

  /** The bytes are the parameters of a successful answer to each command in turn. */
  @FuzzTest
  void parametersAreReadOrNamed(byte[] bytes) {
    LoadedKey key = new LoadedKey(0x80000001, bytes);
    attempt(bytes, tpm -> tpm.createPrimary(KeyTemplate.EK_ECC));
    attempt(bytes, tpm -> tpm.createBelow(key, KeyTemplate.AK_ECC));
    attempt(bytes, tpm -> tpm.readPublic(0x81000003).isBelow(key));
    attempt(bytes, tpm -> tpm.readPcrs(PCRS));
    attempt(bytes, tpm -> tpm.quote(key, new byte[32], PCRS).fit(new byte[32], PCRS, new Pcrs()));
    attempt(bytes, tpm -> tpm.handles(0x01C00000));
    attempt(bytes, tpm -> tpm.nv(0x01C00002).content(tpm, 4096));
    attempt(bytes, tpm -> tpm.activateCredential(key, key, bytes, bytes));
    attempt(bytes, tpm -> Endorsement.of(tpm, Optional.empty()));
    attempt(
        bytes,
        tpm ->
            new AzureVtpm(tpm, TpmSettings.DEFAULT, TdReport::bytes, new FakeTiming())
                .evidence(new byte[64], new byte[32]));
  }

  private interface Use {
    Object of(Tpm tpm) throws DeviceException;
  }

  private static void attempt(byte[] parameters, Use use) {
    ScriptedTpm channel = new ScriptedTpm();
    for (CommandCode code : CommandCode.values()) {
      boolean makes =
          switch (code) {
            case CREATE_PRIMARY, LOAD -> true;
            default -> false;
          };
      boolean plain =
          switch (code) {
            case GET_CAPABILITY, PCR_READ, READ_PUBLIC, NV_READ_PUBLIC, FLUSH_CONTEXT -> true;
            default -> false;
          };
      channel.on(
          code,
          _ ->
              code == CommandCode.START_AUTH_SESSION
                  ? ScriptedTpm.plain(new TpmBytes().u32(0x03000000).sized(new byte[16]).toBytes())
                  : makes
                      ? ScriptedTpm.made(0x80000001, parameters)
                      : plain ? ScriptedTpm.plain(parameters) : ScriptedTpm.authorized(parameters));
    }
    try (Tpm tpm = new Tpm(channel, new FakeTiming())) {
      assertThat(use.of(tpm)).isNotNull();
    } catch (DeviceException named) {
      assertThat(named.problem().fault().code()).isNotEmpty();
    }
  }
}
