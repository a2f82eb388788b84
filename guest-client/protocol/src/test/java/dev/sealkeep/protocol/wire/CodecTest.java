package dev.sealkeep.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CodecTest {
  @ParameterizedTest
  @ValueSource(strings = {"A", "AB", "AAB", "AA==", "AAA=", "A A", "AA\n", "+/AA", "AAAAA", "é"})
  void base64UrlRefusesOtherSpellings(String text) {
    assertThat(Base64Url.decode(text)).isEmpty();
  }

  @Test
  void base64UrlAgreesWithSlowModel() {
    Random random = new Random(3);
    String alphabet = "ABCXYZabcxyz0189-_+/= ";
    int accepted = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(7); i > 0; i--) {
        int letters = random.nextInt(8) == 0 ? alphabet.length() : alphabet.length() - 4;
        text.append(alphabet.charAt(random.nextInt(letters)));
      }
      Optional<byte[]> decoded = Base64Url.decode(text.toString());
      Optional<byte[]> model = model(text.toString());
      assertThat(decoded.map(HexFormat.of()::formatHex))
          .isEqualTo(model.map(HexFormat.of()::formatHex));
      accepted += decoded.isPresent() ? 1 : 0;
    }
    assertThat(accepted).isGreaterThan(2_000);
  }

  /** What the JDK's lenient decoder makes of a text, if encoding it again gives the same text. */
  private static Optional<byte[]> model(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      String again = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      return again.equals(text) ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException refused) {
      return Optional.empty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0G", "AB", "0x", " 0", "é0"})
  void lowerHexRefusesOtherSpellings(String text) {
    assertThat(LowerHex.decode(text)).isEmpty();
  }

  @Test
  void fieldsCarryTheirLengths() {
    byte[] written =
        new FieldWriter()
            .field("ab")
            .field(new byte[0])
            .fieldU16(0x647A)
            .u32(0xFFFF_FFFFL)
            .toBytes();
    assertThat(HexFormat.of().formatHex(written))
        .isEqualTo("00000002" + "6162" + "00000000" + "00000002647a" + "ffffffff");
  }

  @Test
  void digestsJoinTheirParts() {
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
    byte[] a = {'a'};
    byte[] bc = {'b', 'c'};
    assertThat(HexFormat.of().formatHex(Sha2.sha256(a, bc)))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Sha2.sha512(a, bc)).isEqualTo(Sha2.sha512(abc)).hasSize(64);
  }
}
