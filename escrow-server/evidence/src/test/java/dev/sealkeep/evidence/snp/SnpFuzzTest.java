package dev.sealkeep.evidence.snp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.TrustAnchors;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** No input makes a parser throw, and none is verified. */
class SnpFuzzTest {
  private static final SnpVerifier VERIFIER = new SnpVerifier(TrustAnchors.amd());

  /** No genuine certificate is valid then, so that real ones may be among the inputs. */
  private static final Instant BEFORE_AMD = Instant.parse("2010-01-01T00:00:00Z");

  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  @FuzzTest
  void report(byte[] evidence) {
    if (SnpReport.parse(evidence) instanceof Parsed.Accepted<SnpReport>(SnpReport report)) {
      assertThat(SnpFields.of(report)).containsKey("version");
      assertThat(ReportSignature.der(report)).isNotNull();
    }
  }

  @FuzzTest
  void certificateTable(byte[] blob) {
    if (CertificateTable.parse(blob) instanceof Parsed.Accepted<List<byte[]>>(var contents)) {
      assertThat(contents).allMatch(content -> content.length <= blob.length);
    }
    assertThat(CertificateTable.parseAuxiliary(blob)).isNotNull();
  }

  @FuzzTest
  void collateral(byte[] blob) {
    Collateral collateral = Collateral.of(List.of(blob));
    assertThat(Appraise.chainBy(VERIFIER, collateral, Collateral.none(), BEFORE_AMD).stream())
        .filteredOn(v -> v instanceof Appraisal.Verified)
        .isEmpty();
  }

  @FuzzTest
  void verification(FuzzedDataProvider data) {
    byte[] evidence = data.consumeBytes(data.consumeInt(0, SnpReport.MAX_EVIDENCE_BYTES));
    byte[] auxiliary = data.consumeRemainingAsBytes();
    Appraisal appraisal =
        Appraise.by(VERIFIER, evidence, auxiliary, Collateral.none(), AT, Optional.empty());
    assertThat(appraisal).isInstanceOf(Appraisal.Rejected.class);
  }
}
