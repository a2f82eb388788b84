package dev.sealkeep.evidence.nitro;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import java.time.Instant;
import java.util.Optional;

/** No input makes the parser throw, and none is verified. */
class NitroFuzzTest {
  private static final NitroVerifier VERIFIER =
      new NitroVerifier(TrustAnchors.none(), SignatureChecks.fastest());

  @FuzzTest
  void document(byte[] blob) {
    assertThat(VERIFIER.show(Evidence.of(blob))).isNotNull();
    AppraisalContext context =
        new AppraisalContext(
            Collateral.none(), Instant.parse("2026-01-01T00:00:00Z"), Optional.empty());
    assertThat(VERIFIER.verify(Evidence.of(blob), context)).isInstanceOf(Appraisal.Rejected.class);
    assertThat(VERIFIER.role(blob)).isNotNull();
  }
}
