package dev.sealkeep.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.log.BootClaim;
import dev.sealkeep.protocol.log.BootEvent;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.wire.Parsed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked about a next boot, on the wire. */
final class PreflightMessageTest {
  private static final String SHORT = "0a".repeat(32);
  private static final String LONG = "0b".repeat(48);
  private static final PreflightRequest REQUEST =
      new PreflightRequest(
          MessageTest.REQUEST,
          new NextBoot(
              List.of(
                  new NextBoot.Before(
                      new BootClaim("rtmr3"), LONG, List.of(BootEvent.USED, BootEvent.READY))),
              List.of(
                  new NextBoot.Value(new BootClaim("measurement"), LONG),
                  new NextBoot.Value(new BootClaim("tpm2.sha256.pcr11"), SHORT))));

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  @Test
  void theQuestionStandsBehindTheMembersOfARelease() {
    assertThat(PreflightRequest.parse(REQUEST.encode()).toOptional())
        .get()
        .usingRecursiveComparison()
        .isEqualTo(REQUEST);
    assertThat(text(REQUEST.encode()))
        .isEqualTo(
            text(MessageTest.REQUEST.encode()).replaceFirst("}$", "")
                + ",\"before\":[{\"claim\":\"rtmr3\",\"value\":\""
                + LONG
                + "\",\"events\":[\"sealkeep/used/v1\",\"ready\"]}],\"next\":[{\"claim\":\"measurement\",\"value\":\""
                + LONG
                + "\"},{\"claim\":\"tpm2.sha256.pcr11\",\"value\":\""
                + SHORT
                + "\"}]}");
    assertThat(REQUEST.toString()).doesNotContain("[B@");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"measurement\"|\"chip_id\"|value.not_a_boot_claim|next[0].claim",
        "\"measurement\"|\"current_tcb\"|value.not_a_boot_claim|next[0].claim",
        "\"measurement\"|\"sha256.pcr24\"|value.not_a_boot_claim|next[0].claim",
        "\"measurement\"|\"a.b.c.rtmr0\"|value.not_a_boot_claim|next[0].claim",
        "\"measurement\"|\"sha256.pcr4\"|value.wrong_length|next[0].value",
        "\"tpm2.sha256.pcr11\"|\"tpm2.sha384.pcr11\"|value.wrong_length|next[1].value",
        "\"value\":\"0a|\"value\":\"0A|value.not_hex|next[1].value",
        "\"rtmr3\"|\"measurement\"|value.not_a_boot_claim|before[0].claim",
        "\"ready\"|\"reboot\"|value.unknown_event|before[0].events",
        "[\"sealkeep/used/v1\",\"ready\"]|[]|value.wrong_length|before[0].events",
        "\"before\":|\"after\":|json.missing_member|before",
        "\"next\":[{|\"next\":[{\"x\":1,|json.unknown_member|next[0]",
      })
  void aQuestionIsRefused(String from, String to, String code, String path) {
    String body = text(REQUEST.encode());
    assertThat(body).contains(from);
    Parsed<PreflightRequest> parsed =
        PreflightRequest.parse(body.replace(from, to).getBytes(StandardCharsets.UTF_8));
    assertThat(parsed.rejection())
        .hasValueSatisfying(
            fault -> {
              assertThat(fault.reason().code()).isEqualTo(code);
              assertThat(fault.path()).startsWith(path);
            });
  }

  @Test
  void aClaimStandsOnce() {
    String body =
        text(REQUEST.encode())
            .replace(
                "tpm2.sha256.pcr11\",\"value\":\"" + SHORT, "measurement\",\"value\":\"" + LONG);
    assertThat(
            PreflightRequest.parse(body.getBytes(StandardCharsets.UTF_8))
                .rejection()
                .orElseThrow()
                .reason()
                .code())
        .isEqualTo("value.repeated");
  }

  @Test
  void aReleaseAndAPreflightAreNotReadAsEachOther() {
    assertThat(ReleaseRequest.parse(REQUEST.encode()).rejection()).isPresent();
    assertThat(PreflightRequest.parse(MessageTest.REQUEST.encode()).rejection()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAnswerSurvivesEncoding(boolean permitted) {
    PreflightAnswer answer =
        new PreflightAnswer(
            MessageTest.ANSWER.decisionId(), permitted, MessageTest.ANSWER.receipt());
    assertThat(PreflightAnswer.parse(answer.encode()).toOptional())
        .get()
        .usingRecursiveComparison()
        .isEqualTo(answer);
    assertThat(ReleaseAnswer.parse(answer.encode()).rejection()).isPresent();
    assertThat(PreflightAnswer.parse(MessageTest.ANSWER.encode()).rejection()).isPresent();
  }

  @Test
  void damagedQuestionsNeverThrowAndAreNeverReadAsTheSame() {
    Random random = new Random(11);
    byte[] good = REQUEST.encode();
    for (int round = 0; round < 4_000; round++) {
      byte[] body = good.clone();
      body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
      PreflightRequest.parse(body)
          .toOptional()
          .ifPresent(read -> assertThat(read.encode()).isNotEqualTo(good));
    }
  }
}
