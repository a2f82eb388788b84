package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.configuration.Register;
import dev.sealkeep.agent.escrow.FakeEscrow.Answer;
import dev.sealkeep.agent.preflight.UsedRegister;
import dev.sealkeep.protocol.log.BootClaim;
import dev.sealkeep.protocol.log.BootEvent;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.wire.Sha2;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code preflight}, from its arguments to its exit status, over TLS. */
final class PreflightCommandTest {
  private static final String NEXT = "7f".repeat(48);

  private final Guest guest;

  PreflightCommandTest(@TempDir Path directory) throws IOException {
    guest = new Guest(directory);
  }

  @AfterEach
  void close() {
    guest.close();
  }

  private String out() {
    return guest.out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theSameBootIsAskedAboutWithoutOptions() throws Exception {
    assertThat(guest.run("preflight")).isEqualTo(ExitStatus.DONE);

    assertThat(guest.escrow.answers().questions()).containsExactly(NextBoot.UNCHANGED);
    assertThat(out())
        .contains("next boot  will be given the key")
        .contains(guest.escrow.answers().decision().toString());
    assertThat(guest.escrow.releases()).isZero();
  }

  @Test
  void aNoHasAStatusOfItsOwnAndSaysWhoKnowsWhy() throws Exception {
    guest.escrow.answers().foretell(false);

    assertThat(guest.run("preflight", "--next-measurement", NEXT))
        .isEqualTo(ExitStatus.NEXT_DENIED);

    assertThat(guest.escrow.answers().questions())
        .containsExactly(
            new NextBoot(
                List.of(), List.of(new NextBoot.Value(new BootClaim("measurement"), NEXT))));
    assertThat(out())
        .contains("next boot  denied", "next       measurement " + NEXT)
        .contains("sealkeep policy explain " + guest.escrow.answers().decision());
  }

  @Test
  void theSummaryCanBeJson() throws Exception {
    assertThat(guest.run("preflight", "--output=json", "--next", "rtmr3=" + NEXT))
        .isEqualTo(ExitStatus.DONE);
    assertThat(out())
        .isEqualTo(
            "{\"permitted\":true,\"decision\":\"%s\",\"key_version\":3,\"leaf_index\":0,\"tree_size\":1,\"next\":{\"rtmr3\":\"%s\"},\"before\":{}}\n"
                .formatted(guest.escrow.answers().decision(), NEXT));
  }

  @Test
  void aDenialIsADenialAndNamesTheCure() throws Exception {
    guest.machine.sources.clear();
    guest.machine.sources.add(new StaleDevice());

    assertThat(guest.run("preflight")).isEqualTo(ExitStatus.DENIED);

    assertThat(guest.messages()).contains("denied", "--before");
    assertThat(out()).isEmpty();
  }

  @Test
  void anAnswerThatIsNotTheLoggedOneIsNotTrusted() throws Exception {
    guest
        .escrow
        .answers()
        .lieInPreflight(
            e ->
                new Entry.Preflight(
                    e.header(), e.decision(), e.keyVersion(), e.question(), false, e.reason()));
    guest.assertUntrusted(guest.run("preflight"), "receipt.entry_mismatch.permitted");
  }

  @Test
  void anAnswerToAnotherQuestionIsNotTrusted() throws Exception {
    guest
        .escrow
        .answers()
        .lieInPreflight(
            e ->
                new Entry.Preflight(
                    e.header(),
                    e.decision(),
                    e.keyVersion(),
                    NextBoot.UNCHANGED,
                    e.permitted(),
                    e.reason()));
    guest.assertUntrusted(
        guest.run("preflight", "--next-measurement", NEXT), "receipt.entry_mismatch.question");
  }

  @Test
  void anOlderServerIsNamedAsOne() throws Exception {
    guest.escrow.answerPreflights(false);
    guest.assertUntrusted(guest.run("preflight"), "preflight_unsupported");
  }

  @Test
  void aRegisterThatWasExtendedIsStatedAsItWas() throws Exception {
    guest.more.add("extend = tpm:15");
    byte[] event = BootEvent.USED.text().getBytes(StandardCharsets.US_ASCII);
    guest.machine.registers.add(
        new UsedRegister(
            new Register(Register.Kind.TPM, 15),
            "sha256",
            Sha2.sha256(new byte[32], Sha2.sha256(event))));

    assertThat(guest.run("preflight")).isEqualTo(ExitStatus.DONE);

    assertThat(guest.escrow.answers().questions())
        .containsExactly(
            new NextBoot(
                List.of(
                    new NextBoot.Before(
                        new BootClaim("sha256.pcr15"), "00".repeat(32), List.of(BootEvent.USED))),
                List.of()));
    assertThat(guest.machine.extended).as("a preflight uses no key").isEmpty();
  }

  @Test
  void aFirmwareThatCannotBeMeasuredIsNamedBeforeAnybodyIsAsked() throws Exception {
    Path firmware = guest.directory.resolve("firmware");
    assertThat(guest.run("preflight", "--firmware", firmware.toString()))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains("cannot be read");
    Files.write(firmware, new byte[4096]);
    assertThat(guest.run("preflight", "--firmware", firmware.toString()))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains("no table of GUIDs");
    assertThat(guest.escrow.challenges()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--next-measurement 00 | `--next-measurement` is",
        "--next chip_id=00 | `--next` is CLAIM=HEX",
        "--before measurement=00 | `--before` is CLAIM=HEX",
        "--next-kernel k | needs `--firmware FILE`",
        "--firmware f --initrd i | go with `--next-kernel` alone",
        "--firmware f --vcpus 0 | `--vcpus` is a number",
        "--firmware f --vcpu-model Xeon | `--vcpu-model` is one of EPYC",
        "--firmware f --guest-features 33 | `--guest-features` is SEV_FEATURES",
        "--output yaml | `--output` is `text` or `json`",
      })
  void anUnusableQuestionIsRefused(String options, String message) throws Exception {
    assertThat(guest.run(("preflight " + options).split(" "))).isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains(message);
  }

  @Test
  void aLimitIsWaitedForUntilTheDeadline() throws Exception {
    guest.escrow.nextChallenge(new Answer(429, new byte[0], "60"));
    assertThat(guest.run("preflight")).isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(guest.messages()).contains("429");
  }
}
