package dev.sealkeep.evidence.ima;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.eventlog.Registers;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may be concluded from a list that replays, against whoever writes the list. */
class ImaExplanationTest {
  private static final Registers.Kind SHA256 = Registers.Kind.PCR_SHA256;
  private static final ClaimSchema SCHEMA = ClaimSchemas.forTechnology("tpm2").orElseThrow();
  private static final int PCR = 10;

  private static Map<String, ClaimValue> claims(byte[] list, Registers registers) {
    Map<String, ClaimValue> claims = ImaExplanation.of(List.of(list), registers).claims();
    claims.forEach(
        (name, value) ->
            assertThat(SCHEMA.claim(name).orElseThrow().type().admits(value)).as(name).isTrue());
    return claims;
  }

  private static Registers quoted(ListWriter list, int count) {
    return new Registers(SHA256, Map.of(PCR, list.pcr(PCR, TcgHash.SHA256, count)));
  }

  private static Map<String, ClaimValue> claims(ListWriter list) {
    return claims(list.binary(), quoted(list, list.entries().size()));
  }

  private static List<Map<String, ClaimValue>> entries(Map<String, ClaimValue> claims) {
    return claims.get("ima.entries") instanceof ClaimValue.Entries list
        ? list.entries()
        : List.of();
  }

  private static ClaimValue text(String value) {
    return new ClaimValue.Text(value);
  }

  private static ClaimValue bool(boolean value) {
    return new ClaimValue.Bool(value);
  }

  private static ListWriter boot() {
    return new ListWriter().file("boot_aggregate").file("/usr/lib/systemd/systemd");
  }

  @ParameterizedTest
  @EnumSource(
      value = Registers.Kind.class,
      names = {"PCR_SHA256", "PCR_SHA384"})
  void digestsAreThoseOfTheBankOrPaddedOfSha1(Registers.Kind kind) {
    ListWriter list = MeasurementListTest.everyTemplate();
    TcgHash bank = kind.hash();
    int count = list.entries().size();
    for (TcgHash hash : List.of(bank, TcgHash.SHA1)) {
      Registers registers = new Registers(kind, Map.of(PCR, list.pcr(PCR, bank, hash, count)));
      for (byte[] form :
          List.of(list.binary(), list.ascii(bank).getBytes(StandardCharsets.UTF_8))) {
        assertThat(claims(form, registers))
            .containsEntry("ima.replayed", bool(true))
            .containsEntry("ima.template_hash", new ClaimValue.Symbol(hash.bank()))
            .containsEntry("ima.violations", new ClaimValue.Int(1));
      }
    }
  }

  @Test
  void entrySaysWhatItsTemplateHolds() {
    byte[] digest = TcgHash.SHA256.of(new byte[] {1});
    ClaimValue bytes = ClaimValue.Bytes.of(digest);
    List<Map<String, ClaimValue>> entries = entries(claims(MeasurementListTest.everyTemplate()));
    assertThat(entries).hasSize(11);
    assertThat(entries.get(0))
        .containsEntry("register", new ClaimValue.Int(PCR))
        .containsEntry("template", text("ima-ng"))
        .containsEntry("violation", bool(false))
        .containsEntry("path", text("boot_aggregate"))
        .containsEntry("function", text("sha256"))
        .containsEntry(
            "file_sha256",
            ClaimValue.Bytes.of(TcgHash.SHA256.of(ListWriter.utf8("boot_aggregate"))))
        .doesNotContainKey("has_signature");
    assertThat(entries.get(1))
        .containsEntry("path", text("/usr/bin/kmod"))
        .containsEntry("function", text("sha1"))
        .hasSize(5);
    assertThat(entries.get(2))
        .containsEntry("path", text("/usr/bin/über"))
        .containsKey("file_sha512");
    assertThat(entries.get(3)).containsEntry("has_signature", bool(true));
    assertThat(entries.get(4)).containsEntry("has_signature", bool(false));
    assertThat(entries.get(5)).containsEntry("file_sha256", bytes);
    assertThat(entries.get(6))
        .containsEntry("verity_sha256", bytes)
        .containsEntry("has_signature", bool(true))
        .doesNotContainKey("file_sha256");
    assertThat(entries.get(7))
        .containsEntry("path", text("kexec-cmdline"))
        .containsEntry("text", text("root=/dev/vda2"));
    assertThat(entries.get(8)).containsEntry("has_signature", bool(true));
    assertThat(entries.get(9)).containsEntry("has_signature", bool(true));
    assertThat(entries.get(10))
        .containsOnly(
            Map.entry("register", new ClaimValue.Int(PCR)),
            Map.entry("template", text("ima-ng")),
            Map.entry("violation", bool(true)));
  }

  @Test
  void whatFollowsTheQuoteIsLeftOut() {
    ListWriter list = boot().file("/tmp/later").violation("/tmp/even-later");
    Map<String, ClaimValue> claims = claims(list.binary(), quoted(list, 2));
    assertThat(entries(claims))
        .extracting(entry -> entry.get("path"))
        .containsExactly(text("boot_aggregate"), text("/usr/lib/systemd/systemd"));
    assertThat(claims).containsEntry("ima.violations", new ClaimValue.Int(0));
  }

  @Test
  void listThatLacksAnEntryOrHasNoneOfTheQuotedOnesSaysNothing() {
    ListWriter list = boot().file("/usr/bin/evil");
    assertThat(claims(boot().binary(), quoted(list, 3))).isEmpty();
    assertThat(claims(list.binary(), quoted(list, 0))).isEmpty();
    assertThat(claims(list.binary(), new Registers(SHA256, Map.of(11, new byte[32])))).isEmpty();
    assertThat(claims(list.binary(), new Registers(Registers.Kind.RTMR, Map.of(3, new byte[48]))))
        .isEmpty();
  }

  @Test
  void violationIsNotHiddenByAnEntryAndNoEntryBecomesOne() {
    ListWriter violated = boot().violation("/etc/passwd");
    ListWriter whole = boot().file("/etc/passwd");
    assertThat(claims(whole.binary(), quoted(violated, 3))).isEmpty();
    assertThat(claims(violated.binary(), quoted(whole, 3))).isEmpty();
  }

  @Test
  void everyQuotedRegisterOfTheListHasToFitAtOnePlace() {
    ListWriter list = boot().ng(11, "sha256", new byte[32], "/opt/other").file("/usr/bin/later");
    Map<Integer, byte[]> quoted = new HashMap<>();
    quoted.put(PCR, list.pcr(PCR, TcgHash.SHA256, 2));
    quoted.put(11, list.pcr(11, TcgHash.SHA256, 3));
    assertThat(entries(claims(list.binary(), new Registers(SHA256, quoted)))).hasSize(3);
    quoted.put(11, new byte[32]);
    assertThat(entries(claims(list.binary(), new Registers(SHA256, quoted)))).hasSize(2);
    quoted.put(PCR, list.pcr(PCR, TcgHash.SHA256, 4));
    assertThat(claims(list.binary(), new Registers(SHA256, quoted))).isEmpty();
    quoted.remove(11);
    assertThat(entries(claims(list.binary(), new Registers(SHA256, quoted)))).hasSize(3);
  }

  @Test
  void moreEntriesThanAClaimHasLeaveTheListOut() {
    ListWriter list = new ListWriter();
    for (int i = 0; i < ImaClaims.MOST; i++) {
      list.file("/" + i);
    }
    assertThat(entries(claims(list))).hasSize(ImaClaims.MOST);
    assertThat(claims(list.violation("/one-more")))
        .containsOnlyKeys("ima.replayed", "ima.template_hash", "ima.violations");
  }

  @Test
  void firstListThatReplaysCountsAndBrokenOnesAreShown() {
    ListWriter list = boot();
    byte[] torn = List.of(list.binary()).getFirst().clone();
    torn[torn.length - 2] ^= 1;
    ImaExplanation explanation =
        ImaExplanation.of(
            List.of(torn, boot().file("/a").file("/b").binary(), list.binary()), quoted(list, 2));
    assertThat(explanation.claims()).containsKey("ima.entries");
    assertThat(explanation.fields().sequencedKeySet()).containsExactly("ima0", "ima1");
    assertThat(String.valueOf(explanation.fields()))
        .contains("reason=ima.entry.digest_mismatch", "entries_replayed=2");
  }

  /** Random lists, quoted at a random place, say exactly what was measured until then. */
  @Test
  void randomListsSayWhatWasMeasuredUntilTheQuote() {
    Random random = new Random(10);
    for (int round = 0; round < 200; round++) {
      ListWriter list = random(random, 1 + random.nextInt(12));
      int count = 1 + random.nextInt(list.entries().size());
      List<String> paths =
          entries(claims(list.binary(), quoted(list, count))).stream()
              .map(entry -> String.valueOf(entry.get("path")))
              .toList();
      String ascii = list.ascii(TcgHash.SHA384);
      Map<String, ClaimValue> ofText =
          claims(ascii.getBytes(StandardCharsets.UTF_8), quoted(list, count));
      assertThat(paths).hasSize(count);
      assertThat(entries(ofText)).hasSize(count);
      assertThat(ofText).isEqualTo(claims(list.binary(), quoted(list, count)));
    }
  }

  private static ListWriter random(Random random, int size) {
    ListWriter list = new ListWriter();
    for (int i = 0; i < size; i++) {
      byte[] bytes = new byte[32];
      random.nextBytes(bytes);
      String path = "/" + Integer.toHexString(random.nextInt());
      switch (random.nextInt(5)) {
        case 0 -> list.file(path);
        case 1 -> list.sig(bytes, path, new byte[random.nextInt(3)]);
        case 2 -> list.v2("verity", bytes, path);
        case 3 -> list.buffer(path, bytes);
        default -> list.violation(path);
      }
    }
    return list;
  }

  /** Nothing protects what a violation is about or what was appended; neither makes a claim. */
  @Test
  void anyFlippedBitOfWhatReplaysTakesTheClaimsAway() {
    ListWriter list = MeasurementListTest.everyTemplate();
    byte[] replayed = list.binary();
    int count = list.entries().size();
    ListWriter.Written violation = list.entries().getLast();
    int open = replayed.length - violation.binary().length;
    byte[] genuine = ListWriter.join(replayed, new ListWriter().file("/later").binary());
    Registers registers = quoted(list, count);
    Map<String, ClaimValue> claims = claims(genuine, registers);
    assertThat(claims).containsKey("ima.entries");
    for (int bit = 0; bit < genuine.length * 8; bit++) {
      byte[] changed = genuine.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      Map<String, ClaimValue> others = claims(changed, registers);
      if (bit / 8 < open) {
        assertThat(others).as("bit %d", bit).isEmpty();
      } else if (!others.isEmpty()) {
        assertThat(new TreeMap<>(others)).as("bit %d", bit).isEqualTo(new TreeMap<>(claims));
      }
    }
  }
}
