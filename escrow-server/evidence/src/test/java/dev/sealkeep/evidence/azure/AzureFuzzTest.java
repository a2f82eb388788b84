package dev.sealkeep.evidence.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.Parsed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** No input makes a parser throw, and none is verified. */
class AzureFuzzTest {
  private static final AzureVtpmVerifier VERIFIER = AzureMachine.verifier();

  /** No genuine certificate is valid then, so that real evidence may be among the inputs. */
  private static final AppraisalContext CONTEXT =
      new AppraisalContext(
          Collateral.none(), Instant.parse("2010-01-01T00:00:00Z"), Optional.empty());

  @FuzzTest
  void hclReport(byte[] blob) {
    if (HclReport.parse(blob) instanceof Parsed.Accepted<HclReport>(HclReport report)) {
      assertThat(report.runtimeData().length).isLessThan(blob.length);
      assertThat(AzureFields.of(report)).containsKey("hcl_version");
    }
  }

  @FuzzTest
  void runtimeData(byte[] text) {
    if (RuntimeData.parse(text) instanceof Parsed.Accepted<RuntimeData>(RuntimeData data)) {
      assertThat(data.userData()).hasSize(64);
    }
  }

  @FuzzTest
  void verification(FuzzedDataProvider data) {
    byte[] blob = data.consumeBytes(data.consumeInt(0, HclReport.MAX_BYTES));
    byte[] beside = data.consumeRemainingAsBytes();
    assertThat(VERIFIER.role(blob)).isNotNull();
    Evidence evidence = new Evidence(blob, List.of(beside), List.of());
    assertThat(VERIFIER.verify(evidence, CONTEXT)).isInstanceOf(Appraisal.Rejected.class);
    assertThat(VERIFIER.show(evidence)).isNotNull();
    assertThat(VERIFIER.needs(evidence)).doesNotContainNull();
  }
}
