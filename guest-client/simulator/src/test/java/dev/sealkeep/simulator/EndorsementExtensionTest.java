package dev.sealkeep.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EndorsementExtensionTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void milanVcekHasTheVendorsExtensionsByteForByte() {
    SnpProcessor chip =
        TestInstallation.of(Product.MILAN)
            .processor(1, TcbVersion.of(Product.MILAN, 4, 0, 127, 219));
    X509Certificate vcek = TestInstallation.parse(chip.certificate(SigningKey.VCEK));

    assertThat(content(vcek, "1")).isEqualTo("020100");
    assertThat(content(vcek, "2")).isEqualTo("16084d696c616e2d4230");
    assertThat(content(vcek, "3.1")).isEqualTo("020104");
    assertThat(content(vcek, "3.2")).isEqualTo("020100");
    assertThat(content(vcek, "3.3")).isEqualTo("02017f");
    assertThat(content(vcek, "3.4")).isEqualTo("020100");
    assertThat(content(vcek, "3.7")).isEqualTo("020100");
    assertThat(content(vcek, "3.8")).isEqualTo("020200db");
    assertThat(content(vcek, "4")).isEqualTo(HEX.formatHex(chip.chipId())).hasSize(128);
    assertThat(oids(vcek))
        .isEqualTo(oids("1", "2", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "4"));
  }

  @Test
  void turinVcekHasFmcAndAnEightByteChipId() {
    SnpProcessor chip =
        TestInstallation.of(Product.TURIN).processor(1, TcbVersion.turin(3, 1, 2, 4, 128));
    X509Certificate vcek = TestInstallation.parse(chip.certificate(SigningKey.VCEK));

    assertThat(content(vcek, "1")).isEqualTo("020101");
    assertThat(content(vcek, "2")).isEqualTo("1605547572696e");
    assertThat(content(vcek, "3.9")).isEqualTo("020103");
    assertThat(content(vcek, "3.1")).isEqualTo("020101");
    assertThat(content(vcek, "3.2")).isEqualTo("020102");
    assertThat(content(vcek, "3.3")).isEqualTo("020104");
    assertThat(content(vcek, "3.8")).isEqualTo("02020080");
    assertThat(content(vcek, "4")).isEqualTo(HEX.formatHex(chip.chipId())).hasSize(16);
    assertThat(oids(vcek))
        .isEqualTo(oids("1", "2", "3.1", "3.2", "3.3", "3.5", "3.6", "3.7", "3.8", "3.9", "4"));
  }

  @Test
  void vlekNamesTheProviderAndNoChip() {
    SnpProcessor chip = TestInstallation.of(Product.MILAN).processor(1);
    chip.loadVlek("CN=cc-one.example");
    X509Certificate vlek = TestInstallation.parse(chip.certificate(SigningKey.VLEK));

    assertThat(content(vlek, "2")).isEqualTo("16054d696c616e");
    assertThat(content(vlek, "5")).isEqualTo("1611434e3d63632d6f6e652e6578616d706c65");
    assertThat(vlek.getExtensionValue(EndorsementProfile.HW_ID)).isNull();
  }

  @Test
  void profileIsEditedForWrongCertificates() {
    SnpInstallation installation = TestInstallation.of(Product.GENOA);
    SnpProcessor chip = installation.processor(1);
    EndorsementProfile edited =
        chip.profile(SigningKey.VCEK)
            .withWrappedHwId()
            .withInteger(EndorsementProfile.SNP_SPL, 200)
            .without(EndorsementProfile.TEE_SPL);
    X509Certificate certificate =
        TestInstallation.parse(
            installation.certify(edited, Authority.ASVK, chip.signingKey(SigningKey.VCEK)));

    assertThat(content(certificate, "4")).isEqualTo("0440" + HEX.formatHex(chip.chipId()));
    assertThat(content(certificate, "3.3")).isEqualTo("020200c8");
    assertThat(certificate.getExtensionValue(EndorsementProfile.TEE_SPL)).isNull();
    assertThat(certificate.getIssuerX500Principal())
        .isEqualTo(TestInstallation.parse(installation.asvk()).getSubjectX500Principal());
  }

  /** Strips the one OCTET STRING that every extension value stands in. */
  static String content(X509Certificate certificate, String suffix) {
    byte[] value = certificate.getExtensionValue(EndorsementProfile.ARC + suffix);
    assertThat(value).as(suffix).isNotNull();
    assertThat(value[0]).isEqualTo((byte) 0x04);
    assertThat(value[1]).isEqualTo((byte) (value.length - 2));
    return HEX.formatHex(Arrays.copyOfRange(value, 2, value.length));
  }

  static Set<String> oids(X509Certificate certificate) {
    assertThat(certificate.getCriticalExtensionOIDs()).isEmpty();
    return new TreeSet<>(certificate.getNonCriticalExtensionOIDs());
  }

  private static Set<String> oids(String... suffixes) {
    Set<String> oids = new TreeSet<>();
    for (String suffix : suffixes) {
      oids.add(EndorsementProfile.ARC + suffix);
    }
    return oids;
  }
}
