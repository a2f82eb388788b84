package dev.sealkeep.evidence.cca;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;

/** No input makes a parser throw, and none is verified. */
class CcaFuzzTest {
  private static final CcaVerifier VERIFIER =
      new CcaVerifier(TrustAnchors.none(), SignatureChecks.fastest());

  @FuzzTest
  void token(byte[] blob) {
    assertThat(VERIFIER.show(Evidence.of(blob))).isNotNull();
    assertThat(TestRealm.verify(VERIFIER, blob, Collateral.none()))
        .isInstanceOf(Appraisal.Rejected.class);
  }

  @FuzzTest
  void claims(byte[] payload) {
    assertThat(PlatformToken.parse(payload)).isNotNull();
    assertThat(RealmToken.parse(payload)).isNotNull();
  }
}
