package dev.sealkeep.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void everyFieldStandsAtItsOffset() {
    SnpInstallation installation = TestInstallation.of(Product.GENOA);
    TcbVersion old = TcbVersion.of(Product.GENOA, 9, 0, 20, 70);
    TcbVersion now = TcbVersion.of(Product.GENOA, 10, 0, 25, 84);
    SnpProcessor chip = installation.processor(1, old);
    chip.setReportVersion(5);
    chip.setMitigationVector(0x11);
    SnpGuest guest =
        chip.launch(
            GuestConfiguration.of(TestInstallation.MEASUREMENT)
                .policy(0x3_001FL)
                .guestSvn(7)
                .familyId(TestInstallation.filled(16, 0xF1))
                .imageId(TestInstallation.filled(16, 0x1A))
                .hostData(TestInstallation.filled(32, 0x4A))
                .idKeyDigest(TestInstallation.filled(48, 0x1D))
                .authorKeyDigest(TestInstallation.filled(48, 0xA0))
                .build(),
            TestInstallation.random("guest"));
    chip.updateFirmware(now, new FirmwareVersion(1, 56, 3));
    chip.setMitigationVector(0x33);
    byte[] report =
        guest.report(new ReportRequest(TestInstallation.REPORT_DATA, 2, KeySelection.VCEK));

    assertThat(report).hasSize(1184);
    assertThat(hex(report, 0x000, 16)).isEqualTo("05000000" + "07000000" + "1f00030000000000");
    assertThat(hex(report, 0x010, 16)).isEqualTo("f1".repeat(16));
    assertThat(hex(report, 0x020, 16)).isEqualTo("1a".repeat(16));
    assertThat(hex(report, 0x030, 8)).isEqualTo("02000000" + "01000000");
    assertThat(hex(report, 0x038, 8)).isEqualTo("0a00000000001954");
    assertThat(hex(report, 0x040, 8)).isEqualTo("2500000000000000");
    assertThat(hex(report, 0x048, 8)).isEqualTo("01000000" + "00000000");
    assertThat(hex(report, 0x050, 64)).isEqualTo("52".repeat(64));
    assertThat(hex(report, 0x090, 48)).isEqualTo("4d".repeat(48));
    assertThat(hex(report, 0x0C0, 32)).isEqualTo("4a".repeat(32));
    assertThat(hex(report, 0x0E0, 48)).isEqualTo("1d".repeat(48));
    assertThat(hex(report, 0x110, 48)).isEqualTo("a0".repeat(48));
    assertThat(hex(report, 0x140, 32)).isNotEqualTo("00".repeat(32));
    assertThat(hex(report, 0x160, 32)).isEqualTo("ff".repeat(32));
    assertThat(hex(report, 0x180, 8)).isEqualTo("0900000000001446");
    assertThat(hex(report, 0x188, 3)).isEqualTo("191101");
    assertThat(hex(report, 0x18B, 21)).isEqualTo("00".repeat(21));
    assertThat(hex(report, 0x1A0, 64)).isEqualTo(HEX.formatHex(chip.chipId()));
    assertThat(hex(report, 0x1E0, 8)).isEqualTo("0900000000001446");
    assertThat(hex(report, 0x1E8, 4)).isEqualTo("03380100");
    assertThat(hex(report, 0x1EC, 4)).isEqualTo("28370100");
    assertThat(hex(report, 0x1F0, 8)).isEqualTo("0900000000001446");
    assertThat(hex(report, 0x1F8, 16)).isEqualTo("1100000000000000" + "3300000000000000");
    assertThat(hex(report, 0x208, 152)).isEqualTo("00".repeat(152));
    assertThat(hex(report, 0x2A0 + 48, 24)).isEqualTo("00".repeat(24));
    assertThat(hex(report, 0x2E8 + 48, 24)).isEqualTo("00".repeat(24));
    assertThat(hex(report, 0x330, 0x170)).isEqualTo("00".repeat(0x170));
  }

  @Test
  void fieldTableCoversTheReportWithoutGaps() {
    int end = 0;
    for (ReportField field : ReportField.values()) {
      assertThat(field.offset()).as(field.name()).isEqualTo(end);
      end += field.size();
    }
    assertThat(end).isEqualTo(ReportField.REPORT_BYTES);
  }

  @ParameterizedTest
  @EnumSource(Product.class)
  void signatureVerifiesUnderTheCertificateAndNoFlippedBitDoes(Product product) throws Exception {
    SnpGuest guest = TestInstallation.guest(product);
    byte[] report = guest.report(TestInstallation.REPORT_DATA);
    PublicKey key =
        TestInstallation.parse(guest.processor().certificate(SigningKey.VCEK)).getPublicKey();

    assertThat(verifies(report, key)).isTrue();
    Random random = new Random(384);
    for (int i = 0; i < 40; i++) {
      int offset = random.nextInt(ReportField.SIGNED_BYTES + 48);
      byte[] changed = ReportEditor.of(report).flipBit(offset, random.nextInt(8)).bytes();
      assertThat(verifies(changed, key)).as("bit at %d", offset).isFalse();
    }
  }

  @Test
  void editedReportSignedAnewVerifies() throws Exception {
    SnpGuest guest = TestInstallation.guest(Product.MILAN);
    EndorsementKey key = guest.signingKey(KeySelection.VCEK);
    byte[] report =
        ReportEditor.of(guest.report(TestInstallation.REPORT_DATA))
            .set(ReportField.VERSION, 9)
            .set(ReportField.HOST_DATA, new byte[] {1, 2})
            .setByte(ReportField.RESERVED_END.offset(), 0x80)
            .signedBy(key);

    assertThat(hex(report, 0, 4)).isEqualTo("09000000");
    assertThat(hex(report, 0x0C0, 3)).isEqualTo("010200");
    assertThat(hex(report, 0x208, 1)).isEqualTo("80");
    assertThat(verifies(report, decode(key.publicKeyInfo()))).isTrue();
    assertThat(ReportEditor.withTrailingBytes(report, 20)).hasSize(1204).startsWith(report);
  }

  @Test
  void providerOfTheJcaSignsByTheSameKey() throws Exception {
    SnpGuest guest = TestInstallation.guest(Product.MILAN);
    EndorsementKey key = guest.signingKey(KeySelection.VCEK);
    ReportEditor unsigned = guest.unsignedReport(ReportRequest.of(TestInstallation.REPORT_DATA));
    byte[] report = unsigned.signedBy(key.by(Security.getProvider("SunEC")));

    assertThat(verifies(report, decode(key.publicKeyInfo()))).isTrue();
    assertThat(unsigned.signedBy(key)).isEqualTo(guest.report(TestInstallation.REPORT_DATA));
    assertThatThrownBy(() -> key.by(Security.getProvider("SUN")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("SUN takes no P-384 key");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void fieldsAppearWithTheirVersion(int version) {
    SnpProcessor chip = TestInstallation.of(Product.MILAN).processor(1);
    chip.setReportVersion(version);
    chip.setMitigationVector(0x7F);
    byte[] report = TestInstallation.guest(chip).report(TestInstallation.REPORT_DATA);

    assertThat(report[0]).isEqualTo((byte) version);
    assertThat(hex(report, 0x188, 3)).isEqualTo(version >= 3 ? "190101" : "000000");
    assertThat(report[0x040]).isEqualTo((byte) (version >= 3 ? 0x25 : 0x05));
    assertThat(report[0x1F8]).isEqualTo((byte) (version >= 5 ? 0x7F : 0));
    assertThat(report[0x200]).isEqualTo((byte) (version >= 5 ? 0x7F : 0));
  }

  @Test
  void turinReportHasItsTcbOrderAndAPaddedChipId() {
    SnpProcessor chip =
        TestInstallation.of(Product.TURIN).processor(1, TcbVersion.turin(1, 2, 3, 4, 75));
    byte[] report = TestInstallation.guest(chip).report(TestInstallation.REPORT_DATA);

    assertThat(hex(report, 0x180, 8)).isEqualTo("010203040000004b");
    assertThat(hex(report, 0x188, 3)).isEqualTo("1a0201");
    assertThat(hex(report, 0x1A0, 64)).isEqualTo(HEX.formatHex(chip.chipId()) + "00".repeat(56));
  }

  @Test
  void loadedVlekSignsUnlessTheVcekIsAskedFor() throws Exception {
    SnpProcessor chip = TestInstallation.of(Product.MILAN).processor(1);
    SnpGuest guest = TestInstallation.guest(chip);
    assertThatThrownBy(
            () ->
                guest.report(new ReportRequest(TestInstallation.REPORT_DATA, 0, KeySelection.VLEK)))
        .isInstanceOf(IllegalArgumentException.class);
    chip.loadVlek(TestInstallation.PROVIDER);

    byte[] byDefault = guest.report(TestInstallation.REPORT_DATA);
    byte[] byChip =
        guest.report(new ReportRequest(TestInstallation.REPORT_DATA, 0, KeySelection.VCEK));

    assertThat(byDefault[0x048]).isEqualTo((byte) (1 << 2));
    assertThat(byChip[0x048]).isEqualTo((byte) 0);
    PublicKey vlek = TestInstallation.parse(chip.certificate(SigningKey.VLEK)).getPublicKey();
    assertThat(verifies(byDefault, vlek)).isTrue();
    assertThat(verifies(byChip, vlek)).isFalse();
  }

  @Test
  void maskedChipIdIsZero() {
    SnpProcessor chip = TestInstallation.of(Product.MILAN).processor(1);
    chip.maskChipId(true);

    assertThat(hex(TestInstallation.guest(chip).report(TestInstallation.REPORT_DATA), 0x1A0, 64))
        .isEqualTo("00".repeat(64));
  }

  @Test
  void maskedChipKeyLeavesTheReportUnsigned() {
    SnpProcessor chip = TestInstallation.of(Product.MILAN).processor(1);
    chip.maskChipKey(true);
    byte[] report = TestInstallation.guest(chip).report(TestInstallation.REPORT_DATA);

    assertThat(report[0x048]).isEqualTo((byte) (7 << 2 | 2));
    assertThat(hex(report, 0x2A0, 512)).isEqualTo("00".repeat(512));
  }

  @Test
  void vmplOutsideTheGuestsRangeIsRefused() {
    SnpGuest guest =
        TestInstallation.of(Product.MILAN)
            .processor(1)
            .launch(
                GuestConfiguration.of(TestInstallation.MEASUREMENT).vmpck(1).build(),
                TestInstallation.random("guest"));
    byte[] data = TestInstallation.REPORT_DATA;

    assertThat(guest.report(new ReportRequest(data, 1, KeySelection.VCEK))[0x030])
        .isEqualTo((byte) 1);
    for (int vmpl : new int[] {-1, 0, 4}) {
      assertThatThrownBy(() -> guest.report(new ReportRequest(data, vmpl, KeySelection.VCEK)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void sameInputsGiveTheSameBytes() {
    byte[] one = TestInstallation.guest(Product.GENOA).report(TestInstallation.REPORT_DATA);
    byte[] two = TestInstallation.guest(Product.GENOA).report(TestInstallation.REPORT_DATA);

    assertThat(one).isEqualTo(two);
  }

  /** Written against the table of the ABI alone: reverse, pad, and ask the JDK. */
  static boolean verifies(byte[] report, PublicKey key) throws GeneralSecurityException {
    byte[] rs = new byte[96];
    for (int i = 0; i < 48; i++) {
      rs[47 - i] = report[0x2A0 + i];
      rs[95 - i] = report[0x2E8 + i];
    }
    Signature signature = Signature.getInstance("SHA384withECDSAinP1363Format");
    signature.initVerify(key);
    signature.update(report, 0, 0x2A0);
    return signature.verify(rs);
  }

  private static PublicKey decode(byte[] spki) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki));
  }

  private static String hex(byte[] report, int offset, int length) {
    return HEX.formatHex(Arrays.copyOfRange(report, offset, offset + length));
  }
}
