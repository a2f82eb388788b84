package dev.sealkeep.cli.collateral;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.protocol.log.LogVerifierKey;
import java.nio.charset.StandardCharsets;

/** No input makes the reader of bundles throw, and none without the key's signature is taken. */
class BundleFuzzTest {
  private static final LogVerifierKey KEY =
      LogVerifierKey.of("sealkeep-collateral", new byte[32]).orElseThrow();

  @FuzzTest
  void bundle(byte[] bytes) {
    assertThat(Bundle.read(bytes, KEY)).isInstanceOf(Bundle.Reading.Bad.class);
  }

  @FuzzTest
  void manifest(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Manifest.parse(text).ifPresent(manifest -> assertThat(manifest.text()).isEqualTo(text));
  }
}
