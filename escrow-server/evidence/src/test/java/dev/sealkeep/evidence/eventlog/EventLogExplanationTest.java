package dev.sealkeep.evidence.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.policy.claim.ClaimValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be concluded from a log that replays, against whoever writes the log. */
class EventLogExplanationTest {
  private static final Registers.Kind PCRS = Registers.Kind.PCR_SHA256;
  private static final String EXIT = "Exit Boot Services Returned with Success";

  private static LogBuilder log() {
    return new LogBuilder(TcgHash.SHA256);
  }

  private static Map<String, ClaimValue> claims(LogBuilder log) {
    return log.explained(PCRS).claims();
  }

  private static ClaimValue digest(String content) {
    return ClaimValue.Bytes.of(TcgHash.SHA256.of(content.getBytes(StandardCharsets.UTF_8)));
  }

  private static LogBuilder secureBoot(byte[] value) {
    return log().variable(7, EfiVariable.GLOBAL, "SecureBoot", value);
  }

  @Test
  void secureBootIsReadFromItsVariableBeforeTheSeparator() {
    assertThat(claims(secureBoot(new byte[] {1}).separator(7)))
        .containsEntry("event_log.secure_boot", new ClaimValue.Bool(true));
    assertThat(claims(secureBoot(new byte[] {0}).separator(7)))
        .containsEntry("event_log.secure_boot", new ClaimValue.Bool(false));
    assertThat(claims(secureBoot(new byte[] {}).separator(7)))
        .containsEntry("event_log.secure_boot", new ClaimValue.Bool(false));
  }

  @Test
  void secureBootIsOpenWithoutSeparatorOrWithTwoVariablesOrBehindTheSeparator() {
    byte[] on = {1};
    assertThat(claims(secureBoot(on))).containsOnlyKeys("event_log.replayed", "event_log.events");
    assertThat(
            claims(
                secureBoot(on)
                    .variable(7, EfiVariable.GLOBAL, "SecureBoot", new byte[1])
                    .separator(7)))
        .containsOnlyKeys("event_log.replayed", "event_log.events");
    assertThat(claims(log().separator(7).variable(7, EfiVariable.GLOBAL, "SecureBoot", on)))
        .containsOnlyKeys("event_log.replayed", "event_log.events");
    assertThat(claims(log().variable(7, EfiVariable.IMAGE_SECURITY, "SecureBoot", on).separator(7)))
        .containsOnlyKeys("event_log.replayed", "event_log.events");
    assertThat(
            claims(
                log()
                    .add(7, EventType.EV_EFI_VARIABLE_DRIVER_CONFIG, new byte[40], new byte[] {9})
                    .separator(7)))
        .containsOnlyKeys("event_log.replayed", "event_log.events");
  }

  @Test
  void imagesCountFromTheFirstAndAnythingElseCountsAsOne() {
    LogBuilder direct =
        log().action(4, "Calling EFI Application from Boot Option").separator(4).image(4, "uki");
    assertThat(claims(direct))
        .containsEntry("event_log.boot_images", new ClaimValue.Int(1))
        .containsEntry("event_log.kernel", digest("uki"));
    assertThat(claims(direct.add(4, EventType.EV_EFI_ACTION, new byte[] {1})))
        .containsEntry("event_log.boot_images", new ClaimValue.Int(2))
        .containsEntry("event_log.boot_image0", digest("uki"))
        .doesNotContainKey("event_log.kernel");
  }

  private static final byte[] LOAD_OPTION = {1, 0, 0, 0, 4, 0, 'L', 0, 0, 0, 127, -1, 4, 0};
  private static final byte[] BOOT_ORDER = {3, 0, 0, 0, 1, 0};

  @ParameterizedTest
  @ValueSource(strings = {"MZ", "PE\0\0", "VZ"})
  void imageThatTheLogCallsABootVariableIsAnImage(String header) {
    byte[] image = (header + "\1\0\1\0image").getBytes(StandardCharsets.ISO_8859_1);
    for (String name : List.of("Boot0001", "BootOrder", "BootNext")) {
      assertThat(rtmrClaims(rtmrLog().bootVariable(2, name, image).image(2, "uki")))
          .containsEntry("event_log.boot_images", new ClaimValue.Int(2))
          .doesNotContainKey("event_log.kernel");
    }
  }

  @Test
  void bootVariablesAreNoImagesInADomain() {
    LogBuilder log =
        rtmrLog()
            .bootVariable(2, "BootOrder", BOOT_ORDER)
            .bootVariable(2, "Boot0001", LOAD_OPTION)
            .image(2, "uki");
    assertThat(rtmrClaims(log)).containsEntry("event_log.boot_images", new ClaimValue.Int(1));
  }

  @Test
  void everyVariableInPcr4CountsAsAnImage() {
    assertThat(claims(log().bootVariable(4, "Boot0001", LOAD_OPTION).image(4, "uki")))
        .containsEntry("event_log.boot_images", new ClaimValue.Int(2))
        .doesNotContainKey("event_log.kernel");
  }

  private static LogBuilder rtmrLog() {
    return new LogBuilder(TcgHash.SHA384);
  }

  private static Map<String, ClaimValue> rtmrClaims(LogBuilder log) {
    return log.explained(Registers.Kind.RTMR).claims();
  }

  @Test
  void exitIsKnownByItsDigestAndNotByItsText() {
    assertThat(claims(log().action(5, EXIT)))
        .containsEntry("event_log.exit_boot_services", new ClaimValue.Bool(true));
    assertThat(
            claims(
                log()
                    .add(
                        5,
                        EventType.EV_EFI_ACTION,
                        EXIT.getBytes(StandardCharsets.UTF_8),
                        new byte[3])))
        .containsEntry("event_log.exit_boot_services", new ClaimValue.Bool(false));
  }

  @Test
  void initrdOfTheStubIsReadWhereNothingElseCanBeIt() {
    LogBuilder direct =
        log().image(4, "linux").tag(9, 0x8F3B22EDL, "options").tag(9, 0x8F3B22ECL, "initrd");
    assertThat(claims(direct))
        .containsEntry("event_log.initrd", digest("initrd"))
        .containsEntry("event_log.command_line_digest", digest("options"));
    assertThat(claims(direct.tag(9, 0x8F3B22ECL, "better")))
        .doesNotContainKeys("event_log.initrd", "event_log.command_line_digest");
    assertThat(claims(log().image(4, "shim").image(4, "linux").tag(9, 0x8F3B22ECL, "initrd")))
        .doesNotContainKey("event_log.initrd");
  }

  private static LogBuilder grub() {
    return log()
        .grub("grub_cmd: ", "set default=0")
        .grub("grub_cmd: ", "linux /vmlinuz ro quiet")
        .grub("kernel_cmdline: ", "/vmlinuz ro quiet");
  }

  @Test
  void commandLineOfGrubIsReadWhereItsLoaderGaveOneAndNoOther() {
    assertThat(claims(grub().grub("grub_cmd: ", "boot")))
        .containsEntry("event_log.command_line", new ClaimValue.Text("/vmlinuz ro quiet"));
    assertThat(claims(grub().grub("kernel_cmdline: ", "/vmlinuz init=/bin/sh")))
        .doesNotContainKey("event_log.command_line");
    assertThat(claims(log().grub("grub_cmd: ", "linux /vmlinuz ro quiet")))
        .doesNotContainKey("event_log.command_line");
    assertThat(claims(log().grub("kernel_cmdline: ", "/vmlinuz ro quiet")))
        .doesNotContainKey("event_log.command_line");
  }

  @Test
  void commandLineOfGrubKeepsTheQuotesThatItsLoaderPutIn() {
    assertThat(
            claims(
                log()
                    .grub("grub_cmd: ", "linux /vmlinuz dyndbg=file a +p it's")
                    .grub("kernel_cmdline: ", "/vmlinuz \"dyndbg=file a +p\" it\\'s")))
        .containsEntry(
            "event_log.command_line", new ClaimValue.Text("/vmlinuz \"dyndbg=file a +p\" it\\'s"));
  }

  @Test
  void commandLineIsOpenWhereTheLogCallsALoadersLineACommand() {
    assertThat(claims(grub().grub("grub_cmd: ", "/vmlinuz init=/bin/sh")))
        .doesNotContainKey("event_log.command_line");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linux /vmlinuz init=/bin/sh",
        "! linux /vmlinuz init=/bin/sh",
        "time linux /vmlinuz init=/bin/sh",
        "! time linux /vmlinuz init=/bin/sh",
        "legacy_kernel /vmlinuz init=/bin/sh",
        "chainloader /evil.efi",
        "multiboot2 /evil",
        "uki",
        "rmmod tpm",
        "exit"
      })
  void commandLineIsOpenWhereGrubMayHaveBootedSomethingElse(String command) {
    assertThat(claims(grub().grub("grub_cmd: ", command)))
        .doesNotContainKey("event_log.command_line");
  }

  @Test
  void commandLineIsOpenWhereATextIsHidden() {
    assertThat(
            claims(
                grub()
                    .add(
                        8,
                        EventType.EV_IPL,
                        "harmless".getBytes(StandardCharsets.UTF_8),
                        "linux /vmlinuz init=/bin/sh".getBytes(StandardCharsets.UTF_8))))
        .doesNotContainKey("event_log.command_line");
  }

  @Test
  void commandLineOfTheStubIsUtf16InPcr12Alone() {
    LogBuilder one = systemd(log());
    assertThat(claims(one))
        .containsEntry("event_log.command_line", new ClaimValue.Text("root=/dev/vda2"));
    assertThat(claims(systemd(one)))
        .as("measured by systemd-boot and by the stub")
        .containsEntry("event_log.command_line", new ClaimValue.Text("root=/dev/vda2"));
    assertThat(claims(one.add(12, EventType.EV_IPL, new byte[] {1})))
        .doesNotContainKey("event_log.command_line");
  }

  private static LogBuilder systemd(LogBuilder log) {
    return log.add(12, EventType.EV_IPL, "root=/dev/vda2\0".getBytes(StandardCharsets.UTF_16LE));
  }

  @Test
  void commandLineIsOpenWhereBothLoadersRegistersAreInUse() {
    byte[] hidden = "linux /vmlinuz init=/bin/sh".getBytes(StandardCharsets.UTF_8);
    assertThat(claims(systemd(log().add(8, EventType.EV_IPL, new byte[1], hidden))))
        .as("extended by what GRUB started")
        .doesNotContainKey("event_log.command_line");
    assertThat(claims(systemd(grub())))
        .as("extended by what either loader started")
        .doesNotContainKey("event_log.command_line");
  }

  @Test
  void separatorsAreNoUseOfALoadersRegister() {
    assertThat(claims(systemd(log().separator(8).separator(12))))
        .containsEntry("event_log.command_line", new ClaimValue.Text("root=/dev/vda2"));
    assertThat(claims(grub().separator(12)))
        .containsEntry("event_log.command_line", new ClaimValue.Text("/vmlinuz ro quiet"));
  }

  @Test
  void commandLineIsOpenWhereTheOtherLoadersRegisterIsNotQuoted() {
    assertThat(claimsWithout(8, systemd(log()))).doesNotContainKey("event_log.command_line");
    assertThat(claimsWithout(12, grub())).doesNotContainKey("event_log.command_line");
    assertThat(claimsWithout(13, grub())).containsKey("event_log.command_line");
  }

  private static Map<String, ClaimValue> claimsWithout(int pcr, LogBuilder log) {
    Map<Integer, byte[]> quoted = new TreeMap<>(log.registers(PCRS).values());
    quoted.remove(pcr);
    return EventLogExplanation.of(List.of(log.bytes()), new Registers(PCRS, quoted)).claims();
  }

  @Test
  void sectionsOfAUnifiedKernelAreKnownByTheDigestsOfTheirNames() {
    LogBuilder uki =
        log().section(11, ".linux", "k").section(11, ".cmdline", "c").section(11, ".initrd", "i");
    assertThat(claims(uki))
        .containsEntry("event_log.uki.linux", digest("k"))
        .containsEntry("event_log.uki.cmdline", digest("c"))
        .containsEntry("event_log.uki.initrd", digest("i"))
        .containsEntry("event_log.boot_phase", new ClaimValue.Symbol("firmware"));
    assertThat(claims(uki.section(11, ".linux", "better")))
        .containsEntry("event_log.uki.linux", digest("k"));
    assertThat(claims(log().add(11, EventType.EV_IPL, new byte[1]).section(11, ".linux", "better")))
        .doesNotContainKey("event_log.uki.linux");
  }

  @Test
  void bootPhasesMayFollowInPcr11() {
    LogBuilder uki = log().section(11, ".linux", "k");
    byte[] value = Replay.of(parsed(uki), TcgHash.SHA256).sequencedValues().getFirst();
    byte[] entered = extended(value, "enter-initrd");
    assertThat(explained(uki, entered))
        .containsEntry("event_log.boot_phase", new ClaimValue.Symbol("enter_initrd"));
    assertThat(explained(uki, extended(entered, "leave-initrd")))
        .containsEntry("event_log.boot_phase", new ClaimValue.Symbol("leave_initrd"));
    assertThat(explained(uki, extended(value, "leave-initrd"))).isEmpty();
  }

  private static EventLog parsed(LogBuilder log) {
    return ((Parsed.Accepted<EventLog>) EventLog.parse(log.bytes())).value();
  }

  private static byte[] extended(byte[] value, String word) {
    byte[] digest = TcgHash.SHA256.of(word.getBytes(StandardCharsets.US_ASCII));
    return TcgHash.SHA256.of(value, digest);
  }

  private static Map<String, ClaimValue> explained(LogBuilder log, byte[] pcr11) {
    Registers registers = new Registers(PCRS, Map.of(11, pcr11));
    return EventLogExplanation.of(List.of(log.bytes()), registers).claims();
  }

  @Test
  void machineOwnerKeysAreReadWherePcr14HoldsNothingElse() {
    LogBuilder shim = log().image(14, "MokList").image(14, "MokListX");
    assertThat(claims(shim))
        .containsEntry("event_log.shim.mok_list", digest("MokList"))
        .containsEntry("event_log.shim.mok_list_x", digest("MokListX"));
    assertThat(claims(shim.image(14, "a").image(14, "b")))
        .containsOnlyKeys("event_log.replayed", "event_log.events");
  }

  @Test
  void sbatLevelIsReadWhereItWasMeasuredOnce() {
    byte[] level = "sbat,1,2024010900\nshim,4\ngrub,3\n".getBytes(StandardCharsets.US_ASCII);
    LogBuilder shim = log().separator(7).variable(7, EfiVariable.SHIM, "SbatLevel", level);
    assertThat(claims(shim))
        .containsEntry(
            "event_log.shim.sbat_level",
            new ClaimValue.Words(List.of("sbat,1,2024010900", "shim,4", "grub,3")));
    assertThat(claims(shim.variable(7, EfiVariable.SHIM, "SbatLevel", level)))
        .doesNotContainKey("event_log.shim.sbat_level");
    assertThat(
            claims(
                log()
                    .add(7, EventType.EV_IPL, new byte[1], level)
                    .variable(7, EfiVariable.SHIM, "SbatLevel", level)))
        .as("shim's own may hide behind the other event")
        .doesNotContainKey("event_log.shim.sbat_level");
    assertThat(claims(log().variable(7, EfiVariable.GLOBAL, "SbatLevel", level)))
        .doesNotContainKey("event_log.shim.sbat_level");
    assertThat(claims(log().variable(7, EfiVariable.SHIM, "SbatLevel", new byte[] {9, 7})))
        .doesNotContainKey("event_log.shim.sbat_level");
  }

  @Test
  void systemExtensionsAreReadWherePcr13HoldsNothingElse() {
    LogBuilder stub = log().image(13, "extensions");
    assertThat(claims(stub)).containsEntry("event_log.system_extensions", digest("extensions"));
    assertThat(claims(stub.image(13, "more"))).doesNotContainKey("event_log.system_extensions");
  }

  @Test
  void logThatSpeaksOfNoQuotedRegisterSaysNothing() {
    Registers others = new Registers(PCRS, Map.of(3, new byte[32]));
    assertThat(
            EventLogExplanation.of(List.of(secureBoot(new byte[1]).separator(7).bytes()), others)
                .claims())
        .isEmpty();
  }

  @Test
  void duplicateSeparatorIsKnownByItsDigest() {
    assertThat(
            claims(
                secureBoot(new byte[] {1})
                    .separator(7)
                    .add(7, EventType.EV_IPL, new byte[1], new byte[4])
                    .image(7, "later")))
        .containsOnlyKeys("event_log.replayed");
  }
}
