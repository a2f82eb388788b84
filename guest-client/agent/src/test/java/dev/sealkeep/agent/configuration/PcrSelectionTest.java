package dev.sealkeep.agent.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PcrSelectionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sha256:0|sha256:0",
        "sha256:7,0-2,7|sha256:0,1,2,7",
        "sha384:23+sha1:0|sha1:0+sha384:23",
        " sha512 : 3 , 4 - 4 |sha512:3,4",
      })
  void banksAndTheirPcrsAreRead(String text, String display) {
    String trimmed = text.replace(" - ", "-");
    assertThat(PcrSelection.parse(trimmed).orElseThrow().display()).isEqualTo(display);
    assertThat(PcrSelection.parse(display)).isEqualTo(PcrSelection.parse(trimmed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256",
        "sha256:",
        "sha256:,",
        "sha256:24",
        "sha256:2-1",
        "sha256:1-2-3",
        "sha256:-1",
        "sha256:0x1",
        "sha256:٣",
        "sha3:0",
        "sha256:0+",
        "sha256:0+sha256:1"
      })
  void anythingElseIsNone(String text) {
    assertThat(PcrSelection.parse(text)).isEmpty();
  }

  @Test
  void keysAreMadeOrTaken() {
    assertThat(AttestationKeyChoice.parse("ecc"))
        .contains(new AttestationKeyChoice.Made(AttestationKeyChoice.Kind.ECC));
    assertThat(AttestationKeyChoice.parse("rsa"))
        .contains(new AttestationKeyChoice.Made(AttestationKeyChoice.Kind.RSA));
    assertThat(AttestationKeyChoice.parse("0x8100000A"))
        .contains(new AttestationKeyChoice.Persistent(0x8100000A));
    for (String none : new String[] {"", "dsa", "0x80000001", "0x810000", "81000003"}) {
      assertThat(AttestationKeyChoice.parse(none)).as(none).isEmpty();
    }
  }
}
