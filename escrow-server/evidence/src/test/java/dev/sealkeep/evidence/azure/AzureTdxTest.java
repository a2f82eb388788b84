package dev.sealkeep.evidence.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.snp.SnpVerifier;
import dev.sealkeep.evidence.vtpm.VtpmMachine;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.simulator.ExtendedReport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The TDX side, with a TDX verifier that checks nothing but the report data it is told. */
class AzureTdxTest {
  private static final ClaimValue MR_TD = ClaimValue.Bytes.of(new byte[48]);
  private static final List<CollateralId> NEEDS =
      List.of(new CollateralId.IntelRootRevocationList());

  /** Where TDREPORT and body of a quote hold the same: offset in each, and size. */
  private static final int[][] SHARED = {
    {128, 520, 64}, {264, 0, 16}, {280, 16, 48}, {328, 64, 48}, {376, 112, 8}, {512, 120, 8},
    {520, 128, 8}, {528, 136, 48}, {576, 184, 48}, {624, 232, 48}, {672, 280, 48}, {720, 328, 48},
    {768, 376, 48}, {816, 424, 48}, {864, 472, 48},
  };

  private record TrustingTdxVerifier(String tag) implements EvidenceVerifier {
    @Override
    public String technology() {
      return TrustAnchors.INTEL_TDX;
    }

    @Override
    public Role role(byte[] blob) {
      return Role.NONE;
    }

    @Override
    public List<CollateralId> needs(Evidence evidence) {
      return NEEDS;
    }

    @Override
    public Appraisal verify(Evidence evidence, AppraisalContext context) {
      int body = evidence.blob()[0] == 4 ? 48 : 54;
      byte[] reportData = Arrays.copyOfRange(evidence.blob(), body + 520, body + 584);
      SequencedMap<String, Object> fields = new LinkedHashMap<>(Map.of("read", "by tdx"));
      return context.binding().orElseThrow().isIn(reportData)
          ? new Appraisal.Verified(
              tag, new ClaimSet(tag, Map.of("mr_td", MR_TD)), fields, "ab".repeat(32))
          : new Appraisal.Rejected(tag, List.of(new Reason("tdx.stub", "Other data.")), fields);
    }

    @Override
    public Parsed<SequencedMap<String, Object>> show(Evidence evidence) {
      return new Parsed.Accepted<>(new LinkedHashMap<>());
    }
  }

  private static byte[] tdReport(byte[] reportData) {
    byte[] report = new byte[1024];
    VtpmMachine.random(5).nextBytes(report);
    report[0] = (byte) 0x81;
    System.arraycopy(reportData, 0, report, 128, 64);
    return report;
  }

  private static byte[] tdQuote(int version, byte[] tdReport) {
    int body = version == 4 ? 48 : 54;
    ByteBuffer quote = ByteBuffer.allocate(body + 584 + 100).order(ByteOrder.LITTLE_ENDIAN);
    quote.putShort(0, (short) version).putShort(2, (short) 2).putInt(4, 0x81);
    for (int[] field : SHARED) {
      quote.put(body + field[1], tdReport, field[0], field[2]);
    }
    return quote.array();
  }

  private static AzureVtpmVerifier verifier(String tag) {
    return new AzureVtpmVerifier(
        new SnpVerifier(VtpmMachine.anchors()),
        new TrustingTdxVerifier(tag),
        SignatureChecks.fastest());
  }

  private static Evidence parts(byte[] tdReport, byte[] tdQuote) {
    return new Evidence(
        HclBuilder.tdx(AzureMachine.RUNTIME).hardware(tdReport).word(4, 2).build(),
        List.of(AzureMachine.utf8(AzureMachine.json(AzureMachine.quote())), tdQuote),
        List.of());
  }

  private static Appraisal verify(Evidence evidence) {
    return verifier("intel-tdx")
        .verify(evidence, AzureMachine.context(Optional.of(AzureMachine.BINDING)));
  }

  private static byte[] goodReport() {
    return tdReport(HclBuilder.tdx(AzureMachine.RUNTIME).reportData());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void quoteOfTheTdReportVerifies(int version) {
    Evidence evidence = parts(goodReport(), tdQuote(version, goodReport()));
    Appraisal.Verified verified = AzureMachine.verified(verify(evidence));
    assertThat(verified.technology()).isEqualTo("azure-vtpm");
    assertThat(verified.anchorSpkiSha256()).isEqualTo("ab".repeat(32));
    assertThat(verified.claims().get("tdx.mr_td")).contains(MR_TD);
    assertThat(verified.claims().get("sha256.pcr0")).isPresent();
    assertThat(verified.fields())
        .containsEntry("hcl_version", 2)
        .containsEntry("hcl_report_type", 4)
        .containsEntry("td_report_data_equals_tdreport", true)
        .containsEntry("td_quote", Map.of("read", "by tdx"));
    assertThat(verifier("intel-tdx").needs(evidence)).isEqualTo(NEEDS);
  }

  @Test
  void jsonFormHoldsTheQuoteToo() {
    String form =
        AzureMachine.form(
            new ExtendedReport(
                HclBuilder.tdx(AzureMachine.RUNTIME).hardware(goodReport()).build(), new byte[0]),
            AzureMachine.quote());
    String whole =
        form.replace(
            "{\"version\"",
            "{\"td_quote\":\""
                + Base64.getUrlEncoder().encodeToString(tdQuote(4, goodReport()))
                + "\",\"version\"");
    assertThat(AzureMachine.codes(verify(Evidence.of(AzureMachine.utf8(whole))))).isEmpty();
    assertThat(AzureMachine.codes(verify(Evidence.of(AzureMachine.utf8(form)))))
        .containsExactly("azure.td_quote.missing");
  }

  @Test
  void simulatedRootGivesASimulatedTag() {
    Evidence evidence = parts(goodReport(), tdQuote(4, goodReport()));
    assertThat(
            verifier("simulated-intel-tdx")
                .verify(evidence, AzureMachine.context(Optional.of(AzureMachine.BINDING)))
                .technology())
        .isEqualTo("simulated-azure-vtpm");
  }

  @Test
  void quoteWithOtherReportDataIsRefused() {
    byte[] other = tdQuote(4, tdReport(new byte[64]));
    assertThat(AzureMachine.codes(verify(parts(goodReport(), other))))
        .containsExactly("azure.td_quote.mismatch", "tdx.stub");
  }

  @Test
  void reportDataThatIsNotTheHashIsRefused() {
    byte[] report = tdReport(new byte[64]);
    assertThat(AzureMachine.codes(verify(parts(report, tdQuote(4, report)))))
        .containsExactly("azure.runtime_data.mismatch", "tdx.stub");
  }

  @Test
  void everyFieldThatDiffersIsFound() {
    for (int[] field : SHARED) {
      byte[] quote = tdQuote(4, goodReport());
      quote[48 + field[1] + field[2] - 1] ^= 1;
      assertThat(AzureMachine.codes(verify(parts(goodReport(), quote))))
          .as("offset %d", field[1])
          .contains("azure.td_quote.mismatch");
    }
  }

  @Test
  void reportOfAnotherTypeIsRefused() {
    byte[] report = goodReport();
    byte[] quote = tdQuote(4, report);
    report[0] = 0;
    assertThat(AzureMachine.codes(verify(parts(report, quote))))
        .containsExactly("azure.tdreport.malformed");
  }

  @Test
  void shortQuotesAreRefused() {
    byte[] whole = tdQuote(4, goodReport());
    for (int length : new int[] {8, 47, 48, 567, 631}) {
      byte[] quote = Arrays.copyOf(whole, length);
      assertThat(new TdReportStruct(goodReport()).hasReportDataOf(quote)).isFalse();
    }
    assertThat(new TdReportStruct(goodReport()).hasReportDataOf(new byte[0])).isFalse();
  }
}
