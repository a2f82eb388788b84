package dev.sealkeep.evidence.svsm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.vtpm.VtpmMachine;

/** No input makes a parser throw, and none is verified. */
class SvsmFuzzTest {
  private static final SvsmVtpmVerifier VERIFIER = SvsmMachine.verifier(VtpmMachine.anchors());

  @FuzzTest
  void manifest(byte[] blob) {
    if (ServicesManifest.parse(blob)
        instanceof Parsed.Accepted<ServicesManifest>(ServicesManifest manifest)) {
      assertThat(manifest.vtpm().length).isLessThanOrEqualTo(blob.length);
    }
  }

  @FuzzTest
  void verification(byte[] blob) {
    assertThat(VERIFIER.verify(Evidence.of(blob), SvsmMachine.context()))
        .isInstanceOf(Appraisal.Rejected.class);
    assertThat(VERIFIER.show(Evidence.of(blob))).isNotNull();
    assertThat(VERIFIER.role(blob)).isNotNull();
  }
}
