package dev.sealkeep.ledger.tile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class TilePathFuzzTest {
  @FuzzTest
  void aParsedPathIsSpeltAsItWas(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    assertThat(TilePath.parse(text).map(TilePath::format).orElse(text)).isEqualTo(text);
  }

  @FuzzTest
  void aDecodedBundleEncodesToTheSameBytes(byte[] bytes) {
    assertThat(EntryBundle.decode(bytes).map(EntryBundle::encode).orElse(bytes)).isEqualTo(bytes);
  }
}
