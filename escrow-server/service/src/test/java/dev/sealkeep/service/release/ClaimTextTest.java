package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.document.ClaimDocument;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClaimTextTest {
  private static void check(Map<String, ClaimValue> claims) {
    ClaimSet set = new ClaimSet("amd-sev-snp", claims);

    assertThat(new JsonObject(ClaimText.of(set)))
        .isEqualTo(
            new JsonObject(
                new JsonObject()
                    .put("technology", set.technology())
                    .put("claims", ClaimDocument.write(set))
                    .encode()));
  }

  @Test
  void isWhatTheDocumentSaysOfEveryKindOfValue() {
    Map<String, Integer> components = new LinkedHashMap<>(Map.of("fmc", 1, "snp", 255));
    check(Map.of());
    check(Map.of("one", new ClaimValue.Bool(true)));
    check(
        Map.of(
            "flag", new ClaimValue.Bool(false),
            "number", new ClaimValue.Int(7),
            "greatest", new ClaimValue.Int(-1),
            "word", new ClaimValue.Symbol("genoa"),
            "bytes", ClaimValue.Bytes.ofHex("00ff"),
            "time", new ClaimValue.Time(Instant.EPOCH),
            "days", new ClaimValue.Span(Duration.ofDays(3)),
            "millis", new ClaimValue.Span(Duration.ofMillis(1500)),
            "vector", new ClaimValue.Tcb("turin", new LinkedHashMap<>(components))));
    check(
        Map.of(
            "words", new ClaimValue.Words(List.of("a", "b")),
            "no_words", new ClaimValue.Words(List.of()),
            "no_entries", new ClaimValue.Entries(List.of()),
            "entries",
                new ClaimValue.Entries(
                    List.of(Map.of(), Map.of("subject", new ClaimValue.Text("CN=a"))))));
  }

  /** Evidence chose the text: none may end a string, or put a claim beside it. */
  @Test
  void textIsKeptWhateverIsInIt() {
    Random random = new Random(2);
    String units = "\"\\/{}:,a\n\t\0\u007f\u00e9\u2028\ud83d\ude00";
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      while (random.nextInt(8) != 0) {
        text.appendCodePoint(units.codePointAt(random.nextInt(units.length() - 1)));
      }
      check(Map.of(text.toString(), new ClaimValue.Text(text.toString())));
    }
  }

  @Test
  void halfOfASurrogatePairIsKeptToo() {
    check(Map.of("a", new ClaimValue.Text("\ud83d\"")));
  }
}
