package dev.sealkeep.evidence.ima;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.EvidenceVerifier.Role;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.appraise.EvidenceAppraiser;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.evidence.signature.SignatureChecks;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bytes are a list, and of every other the reason. */
class MeasurementListTest {
  private static final byte[] SHA256 = TcgHash.SHA256.of(new byte[] {1});
  private static final String DIGEST = HexFormat.of().formatHex(SHA256);

  static ListWriter everyTemplate() {
    return new ListWriter()
        .file("boot_aggregate")
        .ima(TcgHash.SHA1.of(new byte[] {2}), "/usr/bin/kmod")
        .ng(10, "sha512", TcgHash.SHA512.of(new byte[] {3}), "/usr/bin/über")
        .sig(SHA256, "/usr/bin/dd", new byte[] {3, 2, 4})
        .sig(SHA256, "/usr/bin/unsigned", new byte[0])
        .v2("ima", SHA256, "/usr/bin/true")
        .v2("verity", SHA256, "/usr/bin/false", new byte[] {6})
        .buffer("kexec-cmdline", "root=/dev/vda2".getBytes(StandardCharsets.US_ASCII))
        .module("/lib/modules/a.ko", SHA256, new byte[] {0x30})
        .metadata("/usr/bin/env", SHA256, new byte[] {5})
        .violation("/var/log/messages");
  }

  private static Parsed<MeasurementList> parse(byte[] bytes) {
    return MeasurementList.parse(bytes);
  }

  private static MeasurementList accepted(byte[] bytes) {
    return switch (parse(bytes)) {
      case Parsed.Accepted<MeasurementList>(MeasurementList list) -> list;
      case Parsed.Refused<MeasurementList>(Reason reason) -> throw new AssertionError(reason);
    };
  }

  private static String code(byte[] bytes) {
    return parse(bytes) instanceof Parsed.Refused<MeasurementList>(Reason reason)
        ? reason.code()
        : "accepted";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void everyTemplateIsReadInBothFormsOfEveryBank(TcgHash hash) {
    ListWriter list = everyTemplate();
    MeasurementList binary = accepted(list.binary(hash));
    MeasurementList text = accepted(ascii(list.ascii(hash)));
    assertThat(binary.form()).isEqualTo(MeasurementList.Form.BINARY);
    assertThat(text.form()).isEqualTo(MeasurementList.Form.ASCII);
    for (MeasurementList read : List.of(binary, text)) {
      assertThat(read.entries())
          .extracting(e -> HexFormat.of().formatHex(e.template().hashed(e.values())))
          .containsExactlyElementsOf(
              list.entries().stream().map(e -> HexFormat.of().formatHex(e.hashed())).toList());
      assertThat(read.entries())
          .extracting(e -> e.template().name())
          .containsExactlyElementsOf(list.entries().stream().map(e -> e.template()).toList());
      assertThat(read.violations()).isEqualTo(1);
    }
  }

  /** Entries of real machines, from the tests of Keylime (test/test_ima_ast.py, Apache-2.0). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "10 7936eb315fb4e74b99e7d461bc5c96049e1ee092 ima-ng"
            + " sha1:bc026ae66d81713e4e852465e980784dc96651f8 /usr/lib/systemd/systemd",
        "10 d7026dc672344d3ee372217bdbc7395947788671 ima"
            + " 6f66d1d8e2fffcc12dfcb78c04b81fe5b8bbae4e /usr/bin/kmod",
        "10 5426cf3031a43f5bfca183d79950698a95a728f6 ima-sig"
            + " sha256:f1125b940480d20ad841d26d5ea253edc0704b5ec1548c891edf212cb1a9365e"
            + " /lib/modules/5.4.48-openpower1/kernel/drivers/usb/common/usb-common.ko ",
        "10 5426cf3031a43f5bfca183d79950698a95a728f6 ima-sig"
            + " sha256:f1125b940480d20ad841d26d5ea253edc0704b5ec1548c891edf212cb1a9365e"
            + " /lib/modules/5.4.48-openpower1/kernel/drivers/usb/common/usb-common.ko",
        "10 5d4d5141ccd5066d50dc3f21d79ba02fedc24256 ima-sig"
            + " sha256:b8ae0b8dd04a5935cd8165aa2260cd11b658bd71629bdb52256a675a1f73907b"
            + " /usr/bin/zmore 030204531f402500483046022100fe24678d21083ead47660e1a2d553a592d777c"
            + "478d1b0466de6ed484b54956b3022100cad3adb37f277bbb03544d6107751b4cd4f2289d8353fa3625"
            + "7400a99334d5c3",
        "10 b7862dbbf1383ac6c7cca7f02d981a081aacb1f1 ima-buf"
            + " sha1:6e0e6fc8a188ef4f059638949adca4d221946906 device_resume "
            + "6e616d653d544553543b757569643d43525950542d5645524954592d396566333265356236356230"
            + "34343234613561386562343436636630653731332d544553543b63617061636974793d303b6d616a"
            + "6f723d3235333b6d696e6f723d303b6d696e6f725f636f756e743d313b6e756d5f74617267657473"
            + "3d313b6163746976655f7461626c655f686173683d34656538306533336535363564333633343035"
            + "66343032383934366538376233653965633063353836616666396566306564366635616537626562"
            + "37326431333b",
      })
  void entriesOfRealMachinesHaveTheirDigests(String line) {
    assertThat(accepted(ascii(line)).entries()).hasSize(1);
  }

  /** A format could show a path as a signature, for nothing measures the name. */
  @Test
  void formatOfTheCommandLineIsRefused() {
    byte[] data = new ListWriter().sig(SHA256, "/a", new byte[0]).entries().getFirst().hashed();
    ListWriter list = new ListWriter().add(10, "d-ng|sig|buf", data, "", false);
    assertThat(code(list.binary())).isEqualTo("ima.template.unsupported");
    assertThat(code(ascii(list.ascii(TcgHash.SHA1)))).isEqualTo("ima.template.unsupported");
  }

  /** One binary entry whose parts are given. */
  private static byte[] entry(long register, long nameLength, String name, byte[] rest) {
    return ListWriter.join(
        ListWriter.u32(register),
        new byte[20],
        ListWriter.u32(nameLength),
        ListWriter.utf8(name),
        rest);
  }

  private static byte[] behind(byte[] entry) {
    return ListWriter.join(new ListWriter().file("boot_aggregate").binary(), entry);
  }

  private static byte[] u32s(long... values) {
    return ListWriter.join(Arrays.stream(values).mapToObj(ListWriter::u32).toArray(byte[][]::new));
  }

  private static byte[] ng(byte[] label, byte[] path) {
    return ListWriter.join(
        u32s(8 + label.length + path.length, label.length),
        label,
        ListWriter.u32(path.length),
        path);
  }

  private static final byte[] LABEL = ListWriter.join(ListWriter.utf8("sha1:\0"), new byte[20]);
  private static final byte[] PATH = ListWriter.utf8("/a\0");

  static List<Arguments> flaws() {
    byte[] whole = everyTemplate().binary();
    return List.of(
        Arguments.of("ima.list.malformed", new byte[0]),
        Arguments.of("ima.list.malformed", new byte[64]),
        Arguments.of("ima.list.oversized", new byte[MeasurementList.MAX_BYTES + 1]),
        Arguments.of("ima.entry.truncated", Arrays.copyOf(whole, whole.length - 1)),
        Arguments.of("ima.entry.truncated", ListWriter.join(whole, new byte[1])),
        Arguments.of("ima.template.unsupported", behind(entry(10, 0, "", u32s(0)))),
        Arguments.of("ima.entry.truncated", behind(entry(10, 0xFFFF_FFFFL, "ima-ng", u32s(0)))),
        Arguments.of("ima.entry.truncated", behind(entry(10, 0x8000_0000L, "ima-ng", u32s(0)))),
        Arguments.of("ima.template.unsupported", behind(entry(10, 256, "d".repeat(256), u32s(0)))),
        Arguments.of("ima.template.unsupported", behind(entry(10, 7, "ima-new", u32s(0)))),
        Arguments.of("ima.entry.malformed", behind(entry(10, 6, "ima-ng", u32s(0)))),
        Arguments.of("ima.entry.truncated", behind(entry(10, 6, "ima-ng", u32s(0xFFFF_FFFFL)))),
        Arguments.of("ima.entry.truncated", behind(entry(10, 6, "ima-ng", u32s(0x7FFF_FFFFL)))),
        Arguments.of("ima.entry.malformed", behind(entry(10, 6, "ima-ng", u32s(4, 0xFFFF_FFFFL)))),
        Arguments.of("ima.entry.malformed", behind(entry(10, 6, "ima-ng", u32s(8, 0, 0)))),
        Arguments.of("ima.entry.malformed", behind(entry(10, 6, "ima-ng", u32s(12, 0, 0, 0)))),
        Arguments.of(
            "ima.entry.malformed",
            behind(entry(10, 6, "ima-ng", ng(ListWriter.utf8("sha1\0"), PATH)))),
        Arguments.of(
            "ima.entry.malformed",
            behind(entry(10, 6, "ima-ng", ng(LABEL, ListWriter.utf8("/a"))))),
        Arguments.of(
            "ima.entry.malformed",
            behind(entry(10, 6, "ima-ng", ng(LABEL, ListWriter.utf8("/a\0b\0"))))),
        Arguments.of("ima.entry.register_invalid", behind(entry(24, 6, "ima-ng", ng(LABEL, PATH)))),
        Arguments.of("ima.entry.register_invalid", behind(entry(-1, 6, "ima-ng", ng(LABEL, PATH)))),
        Arguments.of(
            "ima.entry.truncated",
            behind(entry(10, 3, "ima", ListWriter.join(new byte[20], u32s(0xFFFF_FFFFL))))),
        Arguments.of(
            "ima.entry.malformed",
            behind(entry(10, 3, "ima", ListWriter.join(new byte[20], u32s(256), new byte[256])))),
        Arguments.of("ima.entry.digest_mismatch", behind(mismatching())),
        Arguments.of("ima.entry.malformed", ascii(line("ima-ng", "sha256:" + DIGEST + " /a b"))),
        Arguments.of("ima.entry.malformed", ascii(line("ima-ng", "sha256:" + DIGEST + "0 /a"))),
        Arguments.of("ima.entry.malformed", ascii(line("ima-ng", "sha256:" + DIGEST))),
        Arguments.of("ima.entry.malformed", ascii(line("ima-ng", ""))),
        Arguments.of("accepted", ascii(line("evm-sig", "sha1: /a     4294967295 0 65535"))),
        Arguments.of("ima.entry.malformed", ascii(line("evm-sig", "sha1: /a     1 1 65536"))),
        Arguments.of("ima.entry.malformed", ascii(line("evm-sig", "sha1: /a     1 4294967296 1"))),
        Arguments.of("ima.entry.malformed", ascii(line("evm-sig", "sha1: /a     -1 1 1"))),
        Arguments.of("ima.entry.malformed", ascii(line("ima", "00".repeat(20)))),
        Arguments.of("ima.entry.malformed", ascii(line("ima", "00".repeat(19) + " /a"))),
        Arguments.of("ima.entry.malformed", ascii(line("ima-ng", "sha1: /a") + "\n\n")),
        Arguments.of("ima.template.unsupported", ascii(line("ima-new", "sha1: /a"))),
        Arguments.of(
            "ima.entry.digest_mismatch",
            ascii("10 " + "11".repeat(20) + " ima-ng sha256:" + DIGEST + " /a")),
        Arguments.of(
            "ima.entry.malformed",
            ascii("10 " + "00".repeat(21) + " ima-ng sha256:" + DIGEST + " /a")),
        Arguments.of(
            "ima.entry.register_invalid",
            ascii("24 " + "00".repeat(20) + " ima-ng sha256:" + DIGEST + " /a")),
        Arguments.of(
            "ima.list.too_many_entries",
            ascii((line("ima-ng", "sha1: /a") + "\n").repeat(MeasurementList.MAX_ENTRIES + 1))));
  }

  private static byte[] mismatching() {
    byte[] entry = entry(10, 6, "ima-ng", ng(LABEL, PATH));
    entry[5] = 1;
    return entry;
  }

  /** A line of a violation, so that its digest fits whatever stands in it. */
  private static String line(String template, String values) {
    return "10 " + "00".repeat(20) + " " + template + " " + values;
  }

  @ParameterizedTest
  @MethodSource("flaws")
  void everyFlawHasItsReason(String reason, byte[] bytes) {
    assertThat(code(bytes)).isEqualTo(reason);
  }

  @Test
  void asManyEntriesAsAreReadAreNotTooMany() {
    String entry = line("ima-ng", "sha1: /a") + "\n";
    assertThat(code(ascii(entry.repeat(MeasurementList.MAX_ENTRIES)))).isEqualTo("accepted");
  }

  @Test
  void binaryEntriesAreCountedToo() {
    byte[] entry = entry(10, 3, "ima", new byte[24]);
    byte[] many = new byte[entry.length * (MeasurementList.MAX_ENTRIES + 1)];
    for (int i = 0; i < many.length; i += entry.length) {
      System.arraycopy(entry, 0, many, i, entry.length);
    }
    assertThat(code(many)).isEqualTo("ima.list.too_many_entries");
    assertThat(code(Arrays.copyOf(many, many.length - entry.length))).isEqualTo("accepted");
  }

  /** So that a list in a folder is never taken for the evidence beside it. */
  @Test
  void listIsNoEvidenceOfAnythingElse() {
    EvidenceAppraiser appraiser =
        new EvidenceAppraiser(TrustAnchors.none(), SignatureChecks.fastest());
    ListWriter boot = new ListWriter().file("boot_aggregate").file("/usr/lib/systemd/systemd");
    for (TcgHash hash : TcgHash.values()) {
      for (byte[] list : List.of(boot.binary(hash), ascii(boot.ascii(hash)))) {
        assertThat(appraiser.isEventLog(list)).isTrue();
        assertThat(appraiser.forContent(List.of(list)).map(EvidenceVerifier::technology))
            .contains(ImaVerifier.TECHNOLOGY);
        assertThat(appraiser.verifiers())
            .filteredOn(verifier -> verifier.role(list) != Role.NONE)
            .extracting(EvidenceVerifier::technology)
            .containsExactly(ImaVerifier.TECHNOLOGY);
      }
    }
  }

  @Test
  void otherEvidenceIsNoList() {
    assertThat(MeasurementList.isRecognised(ascii("10 years of words"))).isFalse();
    assertThat(MeasurementList.isRecognised(ascii("{\"ak_public\": \"\"}"))).isFalse();
    assertThat(MeasurementList.isRecognised(new byte[100])).isFalse();
  }
}
