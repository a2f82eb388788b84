package dev.sealkeep.evidence.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.policy.schema.ClaimType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The claim that lists the events of a log that replays. */
class EventEntriesTest {
  private static final Registers.Kind PCRS = Registers.Kind.PCR_SHA256;
  private static final List<EventType> TYPES = List.of(EventType.values());
  private static final int COMMAND = (int) EventType.EV_IPL.id();

  private static LogBuilder log() {
    return new LogBuilder(TcgHash.SHA256);
  }

  private static Optional<List<Map<String, ClaimValue>>> entries(
      LogBuilder log, Registers registers) {
    return Optional.ofNullable(
            EventLogExplanation.of(List.of(log.bytes()), registers)
                .claims()
                .get("event_log.events"))
        .map(value -> ((ClaimValue.Entries) value).entries());
  }

  private static List<Map<String, ClaimValue>> entries(LogBuilder log) {
    return entries(log, log.registers(PCRS)).orElseThrow();
  }

  private static Optional<String> text(byte[] data, byte[] measured) {
    ClaimValue text =
        entries(log().add(1, EventType.EV_IPL, data, measured)).getFirst().get("text");
    return Optional.ofNullable((ClaimValue.Text) text).map(ClaimValue.Text::value);
  }

  private static Optional<String> text(byte[] data) {
    return text(data, data);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static ClaimType.Entries type(String technology) {
    return (ClaimType.Entries)
        ClaimSchemas.forTechnology(technology)
            .flatMap(schema -> schema.claim("event_log.events"))
            .orElseThrow()
            .type();
  }

  /** Events as they were written, but for those that extend nothing. */
  @ParameterizedTest
  @EnumSource(
      value = Registers.Kind.class,
      names = {"PCR_SHA256", "RTMR"})
  void entriesAreTheEventsOfALogThatReplays(Registers.Kind kind) {
    boolean td = kind == Registers.Kind.RTMR;
    TcgHash hash = td ? TcgHash.SHA384 : TcgHash.SHA256;
    Random random = new Random(td ? 11 : 12);
    for (int round = 0; round < 100; round++) {
      LogBuilder log = new LogBuilder(hash);
      List<Map<String, ClaimValue>> expected = new ArrayList<>();
      for (int i = random.nextInt(20); i >= 0; i--) {
        int register = random.nextInt(td ? 4 : 24);
        byte[] digest = new byte[hash.size()];
        random.nextBytes(digest);
        EventType type = TYPES.get(random.nextInt(TYPES.size()));
        log.addDigest(td ? register + 1 : register, (int) type.id(), ascii("text"), digest);
        if (type != EventType.EV_NO_ACTION) {
          expected.add(
              Map.of(
                  "register", new ClaimValue.Int(register),
                  "type", new ClaimValue.Text(type.name()),
                  "digest", ClaimValue.Bytes.of(digest),
                  "label", new ClaimValue.Text("text")));
        }
      }
      if (!expected.isEmpty()) {
        List<Map<String, ClaimValue>> made = entries(log, log.registers(kind)).orElseThrow();
        assertThat(made).as("round %d", round).isEqualTo(expected);
        ClaimType.Entries type = type(td ? "intel-tdx" : "tpm2");
        made.forEach(
            entry ->
                entry.forEach(
                    (name, value) ->
                        assertThat(type.field(name).orElseThrow().type().admits(value))
                            .as(name)
                            .isTrue()));
      }
    }
  }

  @Test
  void typeWithoutANameIsANumber() {
    LogBuilder log = log().addDigest(3, 0x8000_00FF, new byte[1], new byte[32]);
    assertThat(entries(log.addDigest(3, 0x14, new byte[1], new byte[32])))
        .extracting(entry -> entry.get("type"))
        .containsExactly(new ClaimValue.Text("0x800000ff"), new ClaimValue.Text("0x00000014"));
  }

  @Test
  void textIsWhatTheDigestProves() {
    assertThat(text(ascii("Exit Boot Services"))).contains("Exit Boot Services");
    assertThat(text(ascii("a\0"))).contains("a");
    assertThat(text("root=/dev/vda2\0".getBytes(StandardCharsets.UTF_16LE)))
        .contains("root=/dev/vda2");
    assertThat(text(ascii("grub_cmd: linux /vmlinuz\0"), ascii("linux /vmlinuz")))
        .contains("linux /vmlinuz");
    assertThat(text(ascii("x".repeat(1024)))).contains("x".repeat(1024));
    assertThat(text("x".repeat(1024).getBytes(StandardCharsets.UTF_16LE)))
        .contains("x".repeat(1024));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0", "\0\0\0\0", "two\nlines", "a\0b", "\u001b[2J", "caf\u00e9"})
  void dataThatIsNoPlainTextHasNone(String data) {
    assertThat(text(data.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void textThatIsTooLongOrNotMeasuredIsLeftOut() {
    assertThat(text(ascii("x".repeat(1025)))).isEmpty();
    assertThat(text("x".repeat(1025).getBytes(StandardCharsets.UTF_16LE))).isEmpty();
    assertThat(text(ascii("harmless"), ascii("harmful"))).isEmpty();
    assertThat(text(ascii("grub_cmd: harmless"), ascii("harmful"))).isEmpty();
  }

  @Test
  void labelIsTheLogsWordForWhatWasMeasuredOtherwise() {
    LogBuilder log =
        log()
            .add(9, EventType.EV_IPL, ascii("(hd0,gpt2)/grub/grub.cfg\0"), ascii("set timeout=0"))
            .add(8, EventType.EV_IPL, ascii("grub_cmd: set timeout=0\0"), ascii("set timeout=0"))
            .add(
                12,
                EventType.EV_IPL,
                "Credentials initrd\0".getBytes(StandardCharsets.UTF_16LE),
                new byte[9])
            .add(9, EventType.EV_IPL, ascii("x".repeat(1025)), new byte[1]);
    List<Map<String, ClaimValue>> entries = entries(log);
    assertThat(entries.get(0))
        .containsEntry("label", new ClaimValue.Text("(hd0,gpt2)/grub/grub.cfg"))
        .containsEntry("digest", ClaimValue.Bytes.of(TcgHash.SHA256.of(ascii("set timeout=0"))))
        .doesNotContainKey("text");
    assertThat(entries.get(1))
        .containsEntry("text", new ClaimValue.Text("set timeout=0"))
        .doesNotContainKey("label");
    assertThat(entries.get(2)).containsEntry("label", new ClaimValue.Text("Credentials initrd"));
    assertThat(entries.get(3)).doesNotContainKeys("label", "text");
  }

  @Test
  void variableIsProvenByTheDigestOfItsStructure() {
    byte[] content = {1, 2};
    LogBuilder measured = log().variable(7, EfiVariable.SHIM, "MokListTrusted", content);
    assertThat(entries(measured).getFirst())
        .containsEntry("variable", new ClaimValue.Text("MokListTrusted"))
        .containsEntry("variable_guid", new ClaimValue.Text("605dab50-e046-4300-abb6-3dd810dd8b23"))
        .containsEntry("variable_sha256", ClaimValue.Bytes.of(TcgHash.SHA256.of(content)));
    LoggedEvent event =
        ((Parsed.Accepted<EventLog>) EventLog.parse(measured.bytes())).value().events().getFirst();
    assertThat(
            entries(log().addDigest(7, (int) event.type(), event.data(), new byte[32])).getFirst())
        .doesNotContainKeys("variable", "variable_guid", "variable_sha256");
  }

  @Test
  void eventsOfRegistersThatAreNotQuotedAreNoClaim() {
    LogBuilder log =
        log().add(4, EventType.EV_IPL, ascii("a")).add(5, EventType.EV_IPL, ascii("b"));
    Map<Integer, byte[]> values = new TreeMap<>(log.registers(PCRS).values());
    values.remove(5);
    assertThat(entries(log, new Registers(PCRS, values)).orElseThrow())
        .extracting(entry -> entry.get("text"))
        .containsExactly(new ClaimValue.Text("a"));
    values.put(4, new byte[32]);
    assertThat(entries(log, new Registers(PCRS, values))).as("does not replay").isEmpty();
  }

  @Test
  void logLongerThanTheTypeAdmitsIsNoClaim() {
    assertThat(type("tpm2").maxEntries()).isEqualTo(EventEntries.MOST);
    assertThat(type("intel-tdx").maxEntries()).isEqualTo(EventEntries.MOST);
    LogBuilder log = log();
    for (int i = 0; i < EventEntries.MOST; i++) {
      log.addDigest(i % 24, COMMAND, new byte[0], new byte[32]);
    }
    assertThat(entries(log)).hasSize(EventEntries.MOST);
    LogBuilder longer = log.addDigest(0, COMMAND, new byte[0], new byte[32]);
    assertThat(longer.explained(PCRS).claims())
        .containsKey("event_log.replayed")
        .doesNotContainKey("event_log.events");
  }
}
