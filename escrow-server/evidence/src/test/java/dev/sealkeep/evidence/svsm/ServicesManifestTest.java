package dev.sealkeep.evidence.svsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServicesManifestTest {
  private static final String OTHER = "00112233445566778899aabbccddeeff";
  private static final byte[] KEY = {1, 2, 3, 4, 5};

  private static String outcome(byte[] manifest) {
    return switch (ServicesManifest.parse(manifest)) {
      case Parsed.Accepted<ServicesManifest>(ServicesManifest read) ->
          HexFormat.of().formatHex(read.vtpm()) + read.services();
      case Parsed.Refused<ServicesManifest>(Reason reason) -> reason.code();
    };
  }

  @Test
  void vtpmIsFoundAmongOtherServices() {
    byte[] manifest = SvsmMachine.table(new byte[] {9}, OTHER, KEY, SvsmMachine.VTPM);
    assertThat(outcome(manifest)).isEqualTo("0102030405[" + OTHER + ", " + SvsmMachine.VTPM + "]");
    assertThat(manifest).hasSize(24 * 3 + 6);
  }

  @Test
  void manifestOfTheVtpmAloneIsItsKey() {
    assertThat(outcome(KEY)).isEqualTo("0102030405[]");
    assertThat(outcome(new byte[0])).isEqualTo("[]");
  }

  @Test
  void tableNamesExactlyOneVtpm() {
    assertThat(outcome(SvsmMachine.table(KEY, OTHER))).isEqualTo("svsm.manifest.vtpm_missing");
    assertThat(outcome(SvsmMachine.table(KEY, SvsmMachine.VTPM, KEY, SvsmMachine.VTPM)))
        .isEqualTo("svsm.manifest.vtpm_missing");
    assertThat(outcome(SvsmMachine.table())).isEqualTo("svsm.manifest.vtpm_missing");
  }

  @Test
  void everyCutTableIsMalformed() {
    byte[] manifest = SvsmMachine.table(KEY, SvsmMachine.VTPM);
    for (int length = 16; length < manifest.length; length++) {
      assertThat(outcome(Arrays.copyOf(manifest, length))).isEqualTo("svsm.manifest.malformed");
    }
    assertThat(outcome(Arrays.copyOf(manifest, manifest.length + 1)))
        .isEqualTo("svsm.manifest.malformed");
    assertThat(outcome(new byte[ServicesManifest.MAX_BYTES + 1]))
        .isEqualTo("svsm.manifest.malformed");
  }

  @ParameterizedTest
  @CsvSource({
    "16, 0", "16, -1", "16, 2147483647", "16, 52", "20, 2", "20, 3", "20, 65", "20, -1",
    "20, 2147483647", "40, 0", "40, 47", "40, 49", "40, -1", "40, 2147483647", "44, 6", "44, -1",
    "44, 2147483647",
  })
  void everyWrongSizeIsMalformed(int at, int value) {
    byte[] manifest = SvsmMachine.table(KEY, SvsmMachine.VTPM);
    ByteBuffer.wrap(manifest).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    assertThat(outcome(manifest)).isEqualTo("svsm.manifest.malformed");
  }

  @Test
  void tableOfNoServicesButWithDataHasNoVtpm() {
    byte[] manifest = SvsmMachine.table(KEY, SvsmMachine.VTPM);
    ByteBuffer.wrap(manifest).order(ByteOrder.LITTLE_ENDIAN).putInt(20, 0);
    assertThat(outcome(manifest)).isEqualTo("svsm.manifest.vtpm_missing");
  }
}
