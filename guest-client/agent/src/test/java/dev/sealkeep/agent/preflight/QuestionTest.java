package dev.sealkeep.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.configuration.Register;
import dev.sealkeep.protocol.log.BootClaim;
import dev.sealkeep.protocol.log.BootEvent;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.wire.Sha2;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command line says of a next boot, and what a register says of itself. */
class QuestionTest {
  private static final String SHORT = "0A".repeat(32);
  private static final String LONG = "0b".repeat(48);

  @Test
  void valuesAreReadInTheirOrder() {
    assertThat(Question.next("sha256.pcr11=" + SHORT + ", measurement=" + LONG))
        .contains(
            List.of(
                new NextBoot.Value(new BootClaim("sha256.pcr11"), "0a".repeat(32)),
                new NextBoot.Value(new BootClaim("measurement"), LONG)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "measurement",
        "measurement=",
        "measurement=0a",
        "chip_id=0a",
        "sha256.pcr24=%s",
        "sha384.pcr1=%s",
        "sha256.pcr1=%s,sha256.pcr1=%s",
        "sha256.pcr1=%s,",
      })
  void whatIsNoValueOfABootIsRefused(String text) {
    assertThat(Question.next(text.replace("%s", SHORT))).isEmpty();
  }

  @Test
  void formerValuesAreThoseBeforeTheKeysUseOrOtherEvents() {
    assertThat(Question.before("sha256.pcr15=%s,rtmr3=%s:sysinit:ready".formatted(SHORT, LONG)))
        .contains(
            List.of(
                new NextBoot.Before(
                    new BootClaim("sha256.pcr15"), "0a".repeat(32), List.of(BootEvent.USED)),
                new NextBoot.Before(
                    new BootClaim("rtmr3"), LONG, List.of(BootEvent.SYSINIT, BootEvent.READY))));
    assertThat(Question.before("measurement=" + LONG)).as("nothing extends it").isEmpty();
    assertThat(Question.before("rtmr3=" + LONG + ":reboot")).isEmpty();
  }

  @Test
  void aRegisterThatWasZeroTellsThatTheKeyWasUsed() {
    Register pcr = new Register(Register.Kind.TPM, 15);
    byte[] event = "sealkeep/used/v1".getBytes(StandardCharsets.US_ASCII);
    byte[] used = Sha2.sha256(new byte[32], Sha2.sha256(event));
    assertThat(new UsedRegister(pcr, "sha256", used).before())
        .contains(
            new NextBoot.Before(
                new BootClaim("sha256.pcr15"), "00".repeat(32), List.of(BootEvent.USED)));
    assertThat(new UsedRegister(pcr, "sha256", new byte[32]).before()).isEmpty();
    assertThat(new UsedRegister(pcr, "sha1", new byte[20]).before()).isEmpty();
    byte[] rtmr = Sha2.sha384(new byte[48], Sha2.sha384(event));
    assertThat(new UsedRegister(new Register(Register.Kind.RTMR, 3), "", rtmr).before())
        .hasValueSatisfying(before -> assertThat(before.claim().name()).isEqualTo("rtmr3"));
  }
}
