package dev.sealkeep.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.wire.JsonValue.JsonArray;
import dev.sealkeep.protocol.wire.JsonValue.JsonFlag;
import dev.sealkeep.protocol.wire.JsonValue.JsonInteger;
import dev.sealkeep.protocol.wire.JsonValue.JsonNull;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import dev.sealkeep.protocol.wire.JsonValue.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictJsonTest {
  private static final JsonLimits LIMITS = JsonLimits.ofMessage(4096);

  private static Parsed<JsonValue> parse(String document) {
    return StrictJson.parse(document.getBytes(StandardCharsets.UTF_8), LIMITS);
  }

  private static WireReason reason(Parsed<?> parsed) {
    return parsed.rejection().orElseThrow().reason();
  }

  @Test
  void readsEveryType() {
    JsonObject object =
        (JsonObject)
            parse(" {\"a\":[1,-2,true,false,null],\"b\":\"x\\u00e9\\n\\ud83d\\ude00é\",\"c\":{}}\n")
                .toOptional()
                .orElseThrow();
    List<JsonValue> items =
        List.of(
            new JsonInteger(1, 7),
            new JsonInteger(-2, 9),
            new JsonFlag(true, 12),
            new JsonFlag(false, 17),
            new JsonNull(23));
    assertThat(object.members().get("a")).isEqualTo(new JsonArray(items, 6));
    assertThat(object.members().get("b")).isEqualTo(new JsonText("xé\n😀é", 33));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"a\":1}|json.duplicate_member|7",
        "{\"a\":1,\"\\u0061\":1}|json.duplicate_member|7",
        "{}x|json.trailing_bytes|2",
        "{} {}|json.trailing_bytes|3",
        "[1.0]|json.not_an_integer|1",
        "[1e3]|json.not_an_integer|1",
        "[-0]|json.not_an_integer|1",
        "[9223372036854775808]|json.not_an_integer|1",
        "[01]|json.syntax|1",
        "[+1]|json.syntax|1",
        "[1,]|json.syntax|3",
        "{\"a\":1,}|json.syntax|7",
        "{a:1}|json.syntax|1",
        "['a']|json.syntax|1",
        "[tru]|json.syntax|4",
        "[\"a|json.syntax|3",
        "[\"\\x\"]|json.syntax|3",
        "[\"\\u12g4\"]|json.syntax|6",
        "[\"\\ud800\"]|json.not_utf8|2",
        "[\"\\ude00\\ud83d\"]|json.not_utf8|2",
        "[|json.syntax|1",
        "{|json.syntax|1",
        "[NaN]|json.syntax|1",
        "[1]//|json.trailing_bytes|3",
        "[[[[[[[[[]]]]]]]]]|json.too_deep|8",
      })
  void refusesWithReasonAndPlace(String document, String code, int position) {
    WireFault fault = parse(document).rejection().orElseThrow();
    assertThat(fault.reason().code()).isEqualTo(code);
    assertThat(fault.position()).isEqualTo(position);
  }

  @Test
  void refusesEmptyDocument() {
    assertThat(reason(parse(""))).isEqualTo(WireReason.SYNTAX);
  }

  @Test
  void refusesByteOrderMark() {
    assertThat(reason(parse("\uFEFF{}"))).isEqualTo(WireReason.SYNTAX);
  }

  @Test
  void refusesControlCharacterInString() {
    assertThat(reason(parse("[\"a\tb\"]"))).isEqualTo(WireReason.SYNTAX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"\u00ff\"]", "[\"\u00c0\u0080\"]", "[\"\u00ed\u00a0\u0080\"]"})
  void refusesBrokenUtf8(String latin1) {
    byte[] document = latin1.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(reason(StrictJson.parse(document, LIMITS))).isEqualTo(WireReason.NOT_UTF8);
  }

  @Test
  void refusesLongerDocumentThanItsLimit() {
    byte[] document = "[1]".getBytes(StandardCharsets.UTF_8);
    assertThat(reason(StrictJson.parse(document, new JsonLimits(2, 8, 8))))
        .isEqualTo(WireReason.TOO_LARGE);
  }

  @Test
  void refusesTooManyMembersAndItems() {
    JsonLimits three = new JsonLimits(100, 2, 3);
    byte[] items = "[1,2,3,4]".getBytes(StandardCharsets.UTF_8);
    byte[] members = "{\"a\":1,\"b\":1,\"c\":1,\"d\":1}".getBytes(StandardCharsets.UTF_8);
    assertThat(reason(StrictJson.parse(items, three))).isEqualTo(WireReason.TOO_MANY_MEMBERS);
    assertThat(reason(StrictJson.parse(members, three))).isEqualTo(WireReason.TOO_MANY_MEMBERS);
    byte[] fits = "[1,2,3]".getBytes(StandardCharsets.UTF_8);
    assertThat(StrictJson.parse(fits, three).toOptional()).isPresent();
  }

  @Test
  void shapeNamesPathOfFault() {
    byte[] document = "{\"list\":[{\"n\":1},{\"n\":9}]}".getBytes(StandardCharsets.UTF_8);
    Parsed<List<Long>> parsed =
        StrictJson.parse(
            document, LIMITS, in -> in.objects("list", 0, 4, item -> item.integer("n", 0, 5)));
    assertThat(parsed.rejection())
        .contains(new WireFault(WireReason.OUT_OF_RANGE, 22, "list[1].n"));
    assertThat(parsed.rejection().orElseThrow().display())
        .isEqualTo("value.out_of_range in list[1].n at byte 22");
  }

  @Test
  void shapeRefusesUnknownMissingAndMistypedMembers() {
    JsonShape<String> shape = in -> in.text("a", 1, 3);
    assertThat(reason(shaped("{\"a\":\"x\",\"b\":1}", shape))).isEqualTo(WireReason.UNKNOWN_MEMBER);
    assertThat(reason(shaped("{}", shape))).isEqualTo(WireReason.MISSING_MEMBER);
    assertThat(reason(shaped("{\"a\":1}", shape))).isEqualTo(WireReason.WRONG_TYPE);
    assertThat(reason(shaped("{\"a\":\"\"}", shape))).isEqualTo(WireReason.WRONG_LENGTH);
    assertThat(reason(shaped("{\"a\":\"xxxx\"}", shape))).isEqualTo(WireReason.WRONG_LENGTH);
    assertThat(reason(shaped("[]", shape))).isEqualTo(WireReason.WRONG_TYPE);
    assertThat(shaped("{\"a\":\"x\"}", shape).toOptional()).contains("x");
  }

  private static Parsed<String> shaped(String document, JsonShape<String> shape) {
    return StrictJson.parse(document.getBytes(StandardCharsets.UTF_8), LIMITS, shape);
  }

  @Test
  void writerAndReaderAgree() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      String text = randomText(random);
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      long number = random.nextLong();
      byte[] document =
          JsonWriter.object(
              out ->
                  out.text("t", text)
                      .bytes("b", bytes)
                      .integer("i", number)
                      .flag("f", number > 0)
                      .hex("h", bytes)
                      .texts("ts", List.of(text, ""))
                      .integers("is", List.of(number, 0))
                      .object("o", inner -> inner.text("t", text)));
      Optional<Integer> read =
          StrictJson.parse(
                  document,
                  LIMITS,
                  in -> {
                    assertThat(in.text("t", 0, 1000)).isEqualTo(text);
                    assertThat(in.bytes("b", 0, 100)).isEqualTo(bytes);
                    assertThat(in.integer("i", Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(number);
                    assertThat(in.flag("f")).isEqualTo(number > 0);
                    assertThat(in.parsed("h", LowerHex::decode, WireReason.NOT_HEX))
                        .isEqualTo(bytes);
                    assertThat(in.texts("ts", 2, 2, Optional::of, WireReason.NOT_A_TAG))
                        .containsExactly(text, "");
                    assertThat(in.integers("is", 2, 2, Long.MIN_VALUE, Long.MAX_VALUE))
                        .containsExactly(number, 0L);
                    return in.object("o", inner -> inner.text("t", 0, 1000).length());
                  })
              .toOptional();
      assertThat(read).contains(text.length());
    }
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x10FFFF);
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        text.appendCodePoint(point);
      }
    }
    return text.toString();
  }

  @Test
  void damagedDocumentsAreRefusedOrReadButNeverThrow() {
    byte[] document =
        "{\"a\":[1,\"\\u00e9é\",{\"b\":null}],\"c\":true}".getBytes(StandardCharsets.UTF_8);
    Random random = new Random(11);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = Arrays.copyOf(document, random.nextInt(document.length + 2));
      for (int i = random.nextInt(3); i > 0 && damaged.length > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      refused += StrictJson.parse(damaged, LIMITS).rejection().isPresent() ? 1 : 0;
    }
    assertThat(refused).isBetween(15_000, 20_000);
  }
}
