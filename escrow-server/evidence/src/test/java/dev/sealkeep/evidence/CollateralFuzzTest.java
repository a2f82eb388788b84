package dev.sealkeep.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class CollateralFuzzTest {
  @FuzzTest
  void anyBytesAreCollateralOrNone(byte[] blob) {
    Collateral.Builder builder = new Collateral.Builder();
    int recognised = builder.add(blob);
    assertThat(recognised > 0).isEqualTo(!builder.build().isEmpty());
  }
}
