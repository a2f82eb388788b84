package dev.sealkeep.evidence.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Vectors;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real logs say once their registers are vouched for. */
class ExplanationVectorsTest {
  private static final ClaimSchema SCHEMA = ClaimSchemas.forTechnology("tpm2").orElseThrow();

  private static byte[] log(String id) {
    return Vectors.read(Vectors.folder("eventlog/" + id).resolve("eventlog.bin"));
  }

  /**
   * The registers that the independent replay of a case gives; PCR 12, if unused, is quoted too.
   */
  private static Registers registers(String id, Registers.Kind kind, String bank, int offset) {
    JsonNode testCase =
        Vectors.cases("eventlog").stream()
            .filter(c -> c.path("id").asText().equals(id))
            .findFirst()
            .orElseThrow();
    Map<Integer, byte[]> values = new TreeMap<>();
    if (kind != Registers.Kind.RTMR) {
      values.put(12, new byte[kind.hash().size()]);
    }
    testCase
        .at("/expected/replay_" + bank)
        .properties()
        .forEach(
            r ->
                values.put(
                    Integer.parseInt(r.getKey()) - offset,
                    HexFormat.of().parseHex(r.getValue().asText())));
    return new Registers(kind, values);
  }

  private static Map<String, ClaimValue> ofPcrs(String id) {
    Map<String, ClaimValue> claims =
        EventLogExplanation.of(
                List.of(log(id)), registers(id, Registers.Kind.PCR_SHA256, "sha256", 0))
            .claims();
    claims.forEach(
        (name, value) ->
            assertThat(SCHEMA.claim(name).orElseThrow().type().admits(value)).as(name).isTrue());
    return claims;
  }

  private static byte[] flipped(byte[] value) {
    byte[] other = value.clone();
    other[5] ^= 1;
    return other;
  }

  private static Map<String, ClaimValue> ofTd(String id) {
    return EventLogExplanation.of(List.of(log(id)), registers(id, Registers.Kind.RTMR, "sha384", 1))
        .claims();
  }

  private static void assertSecureBoot(Map<String, ClaimValue> claims, boolean on) {
    assertThat(claims)
        .containsEntry("event_log.replayed", new ClaimValue.Bool(true))
        .containsEntry("event_log.secure_boot", new ClaimValue.Bool(on))
        .containsKeys(
            "event_log.secure_boot.pk",
            "event_log.secure_boot.kek",
            "event_log.secure_boot.db",
            "event_log.secure_boot.dbx");
  }

  @Test
  void machineWithGrubShowsItsCommandLine() {
    Map<String, ClaimValue> claims = ofPcrs("ubuntu-2404-amd-sevsnp");
    assertSecureBoot(claims, false);
    assertThat(claims)
        .containsEntry("event_log.exit_boot_services", new ClaimValue.Bool(true))
        .containsEntry("event_log.boot_images", new ClaimValue.Int(2))
        .doesNotContainKeys("event_log.kernel", "event_log.initrd")
        .containsKeys("event_log.boot_image0", "event_log.boot_image1", "event_log.shim.mok_list");
    assertThat(String.valueOf(claims.get("event_log.command_line")))
        .contains("/vmlinuz-6.8.0-1010-gcp root=PARTUUID=8270f3c9-b4e4-4345-80ee-5a62db7ebf3f");
  }

  @ParameterizedTest
  @CsvSource({
    "cos-101-amd-sev, /syslinux/vmlinuz.A",
    "gdc-host, /vmlinuz-6.9.0-rc7+",
    "rhel8-uefi, '(hd0,gpt2)/boot/vmlinuz-4.18.0-240.22.1.el8_3.x86_64'",
    "ubuntu-1804-amd-sev, /boot/vmlinuz-5.4.0-1046-gcp"
  })
  void everyDistributionsGrubShowsItsCommandLine(String id, String kernel) {
    assertThat(ofPcrs(id).get("event_log.command_line"))
        .isInstanceOfSatisfying(
            ClaimValue.Text.class, line -> assertThat(line.value()).startsWith(kernel + " "));
  }

  @Test
  void machineWithShimShowsItsGenerationsAndGrubsFiles() {
    Map<String, ClaimValue> claims = ofPcrs("ubuntu-2404-amd-sevsnp");
    assertThat(claims)
        .containsEntry(
            "event_log.shim.sbat_level", new ClaimValue.Words(List.of("sbat,1,2021030218")));
    List<String> labels = new ArrayList<>();
    if (claims.get("event_log.events") instanceof ClaimValue.Entries list) {
      list.entries().forEach(entry -> labels.add(String.valueOf(entry.get("label"))));
    }
    assertThat(labels)
        .anyMatch(label -> label.contains("(hd0,gpt16)/grub/grub.cfg"))
        .anyMatch(label -> label.contains("/vmlinuz-6.8.0-1010-gcp"));
  }

  @Test
  void machineWithSecureBootShowsIt() {
    Map<String, ClaimValue> claims = ofPcrs("rhel8-uefi");
    assertSecureBoot(claims, true);
    assertThat(claims).containsEntry("event_log.boot_images", new ClaimValue.Int(3));
    assertSecureBoot(ofPcrs("gdc-host"), false);
  }

  @Test
  void domainThatBootedItsKernelDirectlyShowsKernelInitrdAndCommandLine() {
    Map<String, ClaimValue> claims =
        EventLogExplanation.of(
                List.of(log("ccel-aael-alibaba"), log("ccel-cos-113")),
                registers("ccel-cos-113", Registers.Kind.RTMR, "sha384", 1))
            .claims();
    assertSecureBoot(claims, false);
    assertThat(claims)
        .containsEntry("event_log.boot_images", new ClaimValue.Int(2))
        .doesNotContainKeys("event_log.command_line", "event_log.kernel");

    assertThat(ofTd("ccel-aael-alibaba"))
        .containsEntry("event_log.secure_boot", new ClaimValue.Bool(false));
    assertThat(ofTd("ccel-ovmf"))
        .containsEntry("event_log.secure_boot", new ClaimValue.Bool(false))
        .containsKeys("event_log.kernel", "event_log.initrd", "event_log.command_line_digest");
  }

  @Test
  void duplicateSeparatorLeavesTheBootStateOpen() {
    assertThat(ofTd("ccel-dupe-separator")).containsOnlyKeys("event_log.replayed");
  }

  @Test
  void logThatMissesOneQuotedRegisterSaysNothing() {
    String id = "rhel8-uefi";
    for (Integer register : Set.of(0, 4, 7, 14)) {
      Registers all = registers(id, Registers.Kind.PCR_SHA256, "sha256", 0);
      Map<Integer, byte[]> values = new TreeMap<>(all.values());
      values.merge(register, new byte[] {1}, (genuine, one) -> flipped(genuine));
      EventLogExplanation explanation =
          EventLogExplanation.of(
              List.of(log(id)), new Registers(Registers.Kind.PCR_SHA256, values));
      assertThat(explanation.claims()).isEmpty();
      assertThat(String.valueOf(explanation.fields().get("log0"))).contains(register + "=false");
    }
  }

  /** What an entry says that is proven: not its type, and a text only while it is there. */
  private static List<Map<String, ClaimValue>> proven(Map<String, ClaimValue> claims) {
    List<Map<String, ClaimValue>> entries = new ArrayList<>();
    if (claims.get("event_log.events") instanceof ClaimValue.Entries list) {
      for (Map<String, ClaimValue> entry : list.entries()) {
        Map<String, ClaimValue> fields = new TreeMap<>(entry);
        fields.remove("type");
        fields.remove("label");
        entries.add(fields);
      }
    }
    return entries;
  }

  private static void assertSaysNoMore(
      Map<String, ClaimValue> changed, Map<String, ClaimValue> genuine) {
    List<Map<String, ClaimValue>> said = proven(changed);
    List<Map<String, ClaimValue>> actual = proven(genuine);
    for (int i = 0; i < said.size(); i++) {
      assertThat(actual.get(i).entrySet()).containsAll(said.get(i).entrySet());
    }
    assertThat(said).hasSize(said.isEmpty() ? 0 : actual.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ubuntu-2404-amd-sevsnp", "rhel8-uefi", "gdc-host", "cos-101-amd-sev"})
  void eventsAreThoseThatExtendedARegister(String id) {
    List<Map<String, ClaimValue>> entries = proven(ofPcrs(id));
    EventLog log = ((Parsed.Accepted<EventLog>) EventLog.parse(log(id))).value();
    assertThat(entries)
        .extracting(entry -> entry.get("digest"))
        .containsExactlyElementsOf(
            log.events().stream()
                .filter(e -> e.type() != 3)
                .map(
                    e ->
                        (ClaimValue)
                            ClaimValue.Bytes.of(
                                e.digests().getOrDefault(TcgHash.SHA256, new byte[0])))
                .toList());
    assertThat(entries).anySatisfy(entry -> assertThat(entry).containsKey("text"));
  }

  /** An image's claim holds what is at its place, which a garbled neighbour may be taken for. */
  @ParameterizedTest
  @ValueSource(strings = {"ubuntu-2404-amd-sevsnp", "rhel8-uefi", "gdc-host"})
  void changesToALogNeverChangeWhatItSaysButMakeItSayLess(String id) {
    byte[] genuine = log(id);
    Registers registers = registers(id, Registers.Kind.PCR_SHA256, "sha256", 0);
    Map<String, ClaimValue> claims = EventLogExplanation.of(List.of(genuine), registers).claims();
    Random random = new Random(7);
    for (int round = 0; round < 600; round++) {
      byte[] changed = genuine.clone();
      int offset = random.nextInt(changed.length);
      changed[offset] ^= (byte) (1 << random.nextInt(8));
      Map<String, ClaimValue> others =
          new TreeMap<>(EventLogExplanation.of(List.of(changed), registers).claims());
      assertSaysNoMore(others, claims);
      others.remove("event_log.events");
      others.keySet().removeIf(name -> name.startsWith("event_log.boot_image"));
      assertThat(claims.entrySet()).as("byte %d", offset).containsAll(others.entrySet());
    }
  }
}
