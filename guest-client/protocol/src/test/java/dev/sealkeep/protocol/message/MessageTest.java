package dev.sealkeep.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.receipt.TestEscrow;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.WireReason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MessageTest {
  static final ReleaseRequest REQUEST =
      new ReleaseRequest(
          new byte[] {1, 2, 3},
          new Name("acme"),
          new Name("payments"),
          Optional.of(new Name("root")),
          Purpose.UNLOCK,
          Kem.X25519,
          TestEscrow.repeated(4, 32),
          List.of(
              new EvidenceItem(Technology.AMD_SEV_SNP, new byte[] {5}, new byte[0]),
              new EvidenceItem(Technology.SIMULATED_AMD_SEV_SNP, new byte[] {6}, new byte[] {7})),
          List.of(new EventLog("ccel", new byte[] {8})));

  static final ReleaseAnswer ANSWER =
      new ReleaseAnswer(
          DecisionId.of(TestEscrow.repeated(9, 16)),
          3,
          TestEscrow.repeated(1, 32),
          TestEscrow.repeated(2, 60),
          new ReceiptMessage(
              new byte[] {1}, TestEscrow.repeated(3, 32), TestEscrow.repeated(4, 32), "proof\n"));

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String body) {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T accepted(Parsed<T> parsed) {
    assertThat(parsed.rejection()).isEmpty();
    return parsed.toOptional().orElseThrow();
  }

  private static WireReason reason(Parsed<?> parsed) {
    return parsed.rejection().orElseThrow().reason();
  }

  @Test
  void challengeAnswerSurvivesEncoding() {
    ChallengeAnswer answer = new TestEscrow().challenge();
    assertThat(accepted(ChallengeAnswer.parse(answer.encode())))
        .usingRecursiveComparison()
        .isEqualTo(answer);
    assertThat(text(answer.encode()))
        .startsWith("{\"challenge\":\"YGBg")
        .contains("\"technologies\":[\"amd-sev-snp\",\"simulated-amd-sev-snp\"]")
        .contains("\"kems\":[25722,32],\"log\":{\"key\":\"log.example/sealkeep+");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"kems\":[25722,32]|\"kems\":[65536]|value.out_of_range",
        "\"kems\":[25722,32]|\"kems\":[\"x\"]|json.wrong_type",
        "\"kems\":[25722,32]|\"kems\":32|json.wrong_type",
        "\"amd-sev-snp\"|\"AMD\"|value.not_a_tag",
        "\"amd-sev-snp\"|7|json.wrong_type",
        "\"challenge\":|\"Challenge\":|json.missing_member",
        "\"kems\":|\"x\":1,\"kems\":|json.unknown_member",
        "\"log\":{|\"log\":{\"x\":1,|json.unknown_member",
        "\"challenge\":\"Y|\"challenge\":\"=|value.not_base64url",
      })
  void challengeAnswerRefuses(String from, String to, String code) {
    String body = text(new TestEscrow().challenge().encode());
    assertThat(body).contains(from);
    assertThat(reason(ChallengeAnswer.parse(bytes(body.replace(from, to)))).code()).isEqualTo(code);
  }

  @Test
  void challengeAnswerRefusesEmptyAndLongTokens() {
    ChallengeAnswer good = new TestEscrow().challenge();
    for (int length : new int[] {0, 257}) {
      byte[] body =
          new ChallengeAnswer(new byte[length], good.offers(), good.certificate()).encode();
      assertThat(reason(ChallengeAnswer.parse(body))).isEqualTo(WireReason.WRONG_LENGTH);
    }
    byte[] longest = new ChallengeAnswer(new byte[256], good.offers(), good.certificate()).encode();
    assertThat(accepted(ChallengeAnswer.parse(longest)).challenge()).hasSize(256);
  }

  @Test
  void offersDigestIsThatOfTheFields() throws Exception {
    Offers offers = new Offers(List.of("a", "bc"), List.of(25722, 32), "log+key");
    String fields =
        "00000012"
            + hex("sealkeep/offers/v1")
            + "00000002"
            + "00000001"
            + hex("a")
            + "00000002"
            + hex("bc")
            + "00000002"
            + "00000002647a"
            + "000000020020"
            + "00000007"
            + hex("log+key");
    byte[] expected = MessageDigest.getInstance("SHA-256").digest(HexFormat.of().parseHex(fields));
    assertThat(offers.digest()).isEqualTo(expected);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(bytes(text));
  }

  @Test
  void releaseRequestSurvivesEncoding() {
    assertThat(accepted(ReleaseRequest.parse(REQUEST.encode())))
        .usingRecursiveComparison()
        .isEqualTo(REQUEST);
    assertThat(text(REQUEST.encode()))
        .isEqualTo(
            "{\"challenge_answer\":\"AQID\",\"tenant\":\"acme\",\"key\":\"payments\","
                + "\"volume\":\"root\",\"purpose\":\"unlock\",\"kem\":32,\"recipient\":\""
                + Base64Url.encode(TestEscrow.repeated(4, 32))
                + "\",\"evidence\":["
                + "{\"technology\":\"amd-sev-snp\",\"evidence\":\"BQ\",\"auxiliary\":\"\"},"
                + "{\"technology\":\"simulated-amd-sev-snp\",\"evidence\":\"Bg\","
                + "\"auxiliary\":\"Bw\"}],"
                + "\"event_logs\":[{\"kind\":\"ccel\",\"log\":\"CA\"}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"acme\"|\"Acme\"|value.not_a_name|tenant",
        "\"acme\"|\"\"|value.not_a_name|tenant",
        "\"acme\"|\"_system\"|value.not_a_name|tenant",
        "\"payments\"|\"a/b\"|value.not_a_name|key",
        "\"root\"|\"a b\"|value.not_a_name|volume",
        "\"unlock\"|\"open\"|value.unknown_purpose|purpose",
        "\"kem\":32|\"kem\":16|value.unknown_kem|kem",
        "\"kem\":32|\"kem\":25722|value.wrong_length|recipient",
        "\"kem\":32|\"kem\":\"32\"|json.wrong_type|kem",
        "amd-sev-snp|intel-sev|value.unknown_technology|evidence[0].technology",
        "\"evidence\":\"Bg\"|\"evidence\":\"Bh\"|value.not_base64url|evidence[1].evidence",
        "\"evidence\":\"Bg\"|\"evidence\":\"\"|value.wrong_length|evidence[1].evidence",
        "\"ccel\"|\"CCEL\"|value.not_a_tag|event_logs[0].kind",
        "\"kind\"|\"x\":0,\"kind\"|json.unknown_member|event_logs[0]",
        "\"tenant\":\"acme\",|``|json.missing_member|tenant",
      })
  void releaseRequestRefuses(String from, String to, String code, String path) {
    String body = text(REQUEST.encode()).replaceFirst(Pattern.quote(from), to);
    assertThat(body).isNotEqualTo(text(REQUEST.encode()));
    Parsed<ReleaseRequest> parsed = ReleaseRequest.parse(bytes(body));
    assertThat(reason(parsed).code()).isEqualTo(code);
    assertThat(parsed.rejection().orElseThrow().path()).isEqualTo(path);
  }

  @Test
  void releaseRequestTakesEmptyVolume() {
    String body = text(REQUEST.encode()).replace("\"root\"", "\"\"");
    assertThat(accepted(ReleaseRequest.parse(bytes(body))).volume()).isEmpty();
  }

  @Test
  void releaseRequestRefusesSizesPastTheLimits() {
    EvidenceItem item = new EvidenceItem(Technology.AMD_SEV_SNP, new byte[] {1}, new byte[0]);
    EvidenceItem longEvidence =
        new EvidenceItem(Technology.AMD_SEV_SNP, new byte[(64 << 10) + 1], new byte[0]);
    EvidenceItem longAuxiliary =
        new EvidenceItem(Technology.AMD_SEV_SNP, new byte[1], new byte[(64 << 10) + 1]);
    EventLog longLog = new EventLog("ccel", new byte[(256 << 10) + 1]);
    assertThat(reason(with(List.of(longEvidence), List.of()))).isEqualTo(WireReason.WRONG_LENGTH);
    assertThat(reason(with(List.of(longAuxiliary), List.of()))).isEqualTo(WireReason.WRONG_LENGTH);
    assertThat(reason(with(List.of(item), List.of(longLog)))).isEqualTo(WireReason.WRONG_LENGTH);
    assertThat(reason(with(List.of(), List.of()))).isEqualTo(WireReason.WRONG_LENGTH);
    assertThat(reason(with(Collections.nCopies(9, item), List.of())))
        .isEqualTo(WireReason.WRONG_LENGTH);
    EventLog log = new EventLog("ccel", new byte[256 << 10]);
    assertThat(reason(with(List.of(item), List.of(log, log, log, log))))
        .isEqualTo(WireReason.TOO_LARGE);
    assertThat(accepted(with(List.of(item), List.of(log))).eventLogs()).hasSize(1);
  }

  @Test
  void releaseRequestMayNameAVersion() {
    ReleaseRequest versioned = REQUEST.ofVersion(7);
    assertThat(accepted(ReleaseRequest.parse(versioned.encode())))
        .usingRecursiveComparison()
        .isEqualTo(versioned);
    assertThat(text(REQUEST.encode())).doesNotContain("key_version");
    for (String bad : List.of("0", "-1", "2147483648", "\"7\"", "7.0", "null")) {
      String body = text(versioned.encode()).replace("\"key_version\":7", "\"key_version\":" + bad);
      assertThat(ReleaseRequest.parse(bytes(body)).rejection()).as(bad).isPresent();
    }
  }

  @Test
  void releaseRequestMayReportFallbacks() {
    ReleaseRequest reporting = REQUEST.withFallbacks(Optional.of(new Fallbacks(2, 10, 20)));
    assertThat(accepted(ReleaseRequest.parse(reporting.encode())))
        .usingRecursiveComparison()
        .isEqualTo(reporting);
    assertThat(text(reporting.encode()))
        .isEqualTo(
            text(REQUEST.encode())
                .replaceFirst("}$", ",\"fallbacks\":{\"count\":2,\"first\":10,\"last\":20}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"count\":2|\"count\":0|value.out_of_range|fallbacks.count",
        "\"count\":2|\"count\":1000001|value.out_of_range|fallbacks.count",
        "\"count\":2|\"count\":\"2\"|json.wrong_type|fallbacks.count",
        "\"count\":2,|``|json.missing_member|fallbacks.count",
        "\"first\":10|\"first\":-1|value.out_of_range|fallbacks.first",
        "\"first\":10|\"first\":21|value.out_of_range|fallbacks.last",
        "\"last\":20|\"last\":9|value.out_of_range|fallbacks.last",
        "\"last\":20|\"last\":253402300800|value.out_of_range|fallbacks.last",
        "\"last\":20|\"last\":20,\"mean\":15|json.unknown_member|fallbacks",
        "{\"count\":2,\"first\":10,\"last\":20}|null|json.wrong_type|fallbacks",
        "{\"count\":2,\"first\":10,\"last\":20}|[2,10,20]|json.wrong_type|fallbacks",
      })
  void releaseRequestRefusesFallbacks(String from, String to, String code, String path) {
    String body = text(REQUEST.withFallbacks(Optional.of(new Fallbacks(2, 10, 20))).encode());
    assertThat(body).contains(from);
    Parsed<ReleaseRequest> parsed = ReleaseRequest.parse(bytes(body.replace(from, to)));
    assertThat(reason(parsed).code()).isEqualTo(code);
    assertThat(parsed.rejection().orElseThrow().path()).isEqualTo(path);
  }

  private static Parsed<ReleaseRequest> with(List<EvidenceItem> evidence, List<EventLog> logs) {
    return ReleaseRequest.parse(
        new ReleaseRequest(
                REQUEST.challengeAnswer(),
                REQUEST.tenant(),
                REQUEST.key(),
                REQUEST.volume(),
                REQUEST.purpose(),
                REQUEST.kem(),
                REQUEST.recipient(),
                evidence,
                logs)
            .encode());
  }

  @Test
  void releaseAnswerSurvivesEncoding() {
    assertThat(accepted(ReleaseAnswer.parse(ANSWER.encode())))
        .usingRecursiveComparison()
        .isEqualTo(ANSWER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"key_version\":3|\"key_version\":0|value.out_of_range",
        "\"key_version\":3|\"key_version\":2147483648|value.out_of_range",
        "0909\"|09\"|value.not_hex",
        "0909\"|090A\"|value.not_hex",
        "\"salt\":\"AwMD|\"salt\":\"|value.wrong_length",
        "\"proof\":\"proof\\n\"|\"proof\":\"\"|value.wrong_length",
        "\"receipt\":{|\"receipt\":{\"c\":1,|json.unknown_member",
      })
  void releaseAnswerRefuses(String from, String to, String code) {
    String body = text(ANSWER.encode());
    assertThat(body).contains(from);
    assertThat(reason(ReleaseAnswer.parse(bytes(body.replace(from, to)))).code()).isEqualTo(code);
  }

  @Test
  void problemDocumentSurvivesEncoding() {
    ProblemDocument denied =
        new ProblemDocument(
            "denied", "Denied", 403, Optional.empty(), Optional.of(ANSWER.decisionId()));
    ProblemDocument busy =
        new ProblemDocument(
            "overloaded", "Busy", 503, Optional.of("Try \"later\".\n"), Optional.empty());
    assertThat(accepted(ProblemDocument.parse(denied.encode()))).isEqualTo(denied);
    assertThat(accepted(ProblemDocument.parse(busy.encode()))).isEqualTo(busy);
    assertThat(text(denied.encode()))
        .isEqualTo(
            "{\"type\":\"urn:sealkeep:problem:denied\",\"title\":\"Denied\",\"status\":403,"
                + "\"decision\":\"09090909090909090909090909090909\"}");
  }

  @Test
  void problemDocumentRefusesForeignTypeAndSuccess() {
    String body =
        text(new ProblemDocument("x", "X", 400, Optional.empty(), Optional.empty()).encode());
    assertThat(reason(ProblemDocument.parse(bytes(body.replace("urn:", "url:")))))
        .isEqualTo(WireReason.NOT_A_TAG);
    assertThat(reason(ProblemDocument.parse(bytes(body.replace("400", "200")))))
        .isEqualTo(WireReason.OUT_OF_RANGE);
  }

  @Test
  void damagedMessagesNeverThrow() {
    Random random = new Random(5);
    byte[][] bodies = {
      new TestEscrow().challenge().encode(), REQUEST.encode(), ANSWER.encode(),
    };
    int refused = 0;
    for (int round = 0; round < 6_000; round++) {
      byte[] body = bodies[round % bodies.length].clone();
      body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
      refused += ChallengeAnswer.parse(body).rejection().isPresent() ? 1 : 0;
      refused += ReleaseRequest.parse(body).rejection().isPresent() ? 1 : 0;
      refused += ReleaseAnswer.parse(body).rejection().isPresent() ? 1 : 0;
    }
    // Two of three parsers refuse each body whatever the damage.
    assertThat(refused).isBetween(12_000, 17_999);
  }

  @Test
  void printsNoBlobs() {
    assertThat(REQUEST.toString()).contains("acme/payments").doesNotContain("[B@");
    assertThat(ANSWER.toString()).contains("version 3").doesNotContain("[B@");
    assertThat(new TestEscrow().challenge().toString()).doesNotContain("[B@");
  }
}
