package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import java.time.Instant;
import java.util.Optional;

/** Short ways to ask a verifier. */
final class Appraise {
  private Appraise() {}

  static Appraisal by(
      SnpVerifier verifier,
      byte[] report,
      byte[] auxiliary,
      Collateral collateral,
      Instant at,
      Optional<byte[]> reportData) {
    return verifier.verify(
        Evidence.of(report, auxiliary),
        new AppraisalContext(collateral, at, reportData.map(Binding.Exact::new)));
  }

  static Optional<Appraisal> chainBy(
      SnpVerifier verifier, Collateral certificates, Collateral collateral, Instant at) {
    return verifier.verifyCertificates(
        certificates, new AppraisalContext(collateral, at, Optional.empty()));
  }
}
