package dev.sealkeep.evidence.cose;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** No input makes a reader throw. */
class CoseFuzzTest {
  @FuzzTest
  void value(byte[] encoded) {
    assertThat(CborReader.read(encoded)).isNotNull();
    assertThat(CoseKey.parse(encoded)).isNotNull();
  }

  @FuzzTest
  void message(byte[] encoded) {
    assertThat(CoseSign1.parse(encoded).stream())
        .allMatch(message -> message.payload().length <= encoded.length);
  }
}
