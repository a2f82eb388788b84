package dev.sealkeep.evidence.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;

/** No input makes a parser throw, and none is verified. */
class NvidiaFuzzTest {
  private static final NvidiaVerifier VERIFIER =
      new NvidiaVerifier(TrustAnchors.none(), SignatureChecks.fastest());

  @FuzzTest
  void report(byte[] blob) {
    assertThat(VERIFIER.role(blob)).isNotNull();
    assertThat(VERIFIER.show(Evidence.of(blob))).isNotNull();
    assertThat(TestGpu.verify(VERIFIER, blob, Collateral.none(), TestGpu.AT))
        .isInstanceOf(Appraisal.Rejected.class);
  }

  @FuzzTest
  void opaqueData(byte[] bytes) {
    OpaqueData.parse(bytes)
        .ifPresent(
            opaque -> {
              assertThat(opaque.featureFlag()).isNotNull();
              assertThat(opaque.vbiosVersion()).isNotNull();
              assertThat(opaque.measurementCounts()).hasSizeLessThanOrEqualTo(bytes.length / 4);
            });
  }
}
