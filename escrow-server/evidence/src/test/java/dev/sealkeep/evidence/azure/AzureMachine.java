package dev.sealkeep.evidence.azure;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.snp.SnpVerifier;
import dev.sealkeep.evidence.tdx.TdxVerifier;
import dev.sealkeep.evidence.vtpm.QuoteParts;
import dev.sealkeep.evidence.vtpm.VtpmMachine;
import dev.sealkeep.simulator.ExtendedReport;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A simulated Azure VM with SEV-SNP, and short ways to ask a verifier about it. */
final class AzureMachine {
  static final byte[] TRANSCRIPT = transcript();
  static final Binding BINDING = new Binding.Transcript(TRANSCRIPT);
  static final byte[] EXTRA_DATA = TcgHash.SHA256.of(TRANSCRIPT);
  static final String RUNTIME = HclBuilder.runtimeData(VtpmMachine.key(), HclBuilder.NO_USER_DATA);

  private AzureMachine() {}

  private static byte[] transcript() {
    byte[] transcript = new byte[64];
    VtpmMachine.random(3).nextBytes(transcript);
    return transcript;
  }

  static AzureVtpmVerifier verifier() {
    return new AzureVtpmVerifier(
        new SnpVerifier(VtpmMachine.anchors()), tdxVerifier(), SignatureChecks.fastest());
  }

  /** The verifier of TDX quotes, under the vendor's root. */
  static TdxVerifier tdxVerifier() {
    return new TdxVerifier(TrustAnchors.vendors(), SignatureChecks.fastest());
  }

  static QuoteParts quote() {
    return VtpmMachine.quote(EXTRA_DATA, VtpmMachine.key());
  }

  /** The report of a paravisor that binds some runtime data, and the host's certificates. */
  static ExtendedReport hcl(String runtimeData) {
    HclBuilder hcl = HclBuilder.snp(runtimeData);
    return hcl(hcl, hcl.reportData(), 0);
  }

  static ExtendedReport hcl(HclBuilder hcl, byte[] reportData, int vmpl) {
    ExtendedReport report = VtpmMachine.report(reportData, vmpl);
    return new ExtendedReport(hcl.hardware(report.report()).build(), report.certificates());
  }

  /** An HCL report with the quote beside it. */
  static Evidence parts(ExtendedReport hcl, QuoteParts quote) {
    return new Evidence(hcl.report(), List.of(hcl.certificates(), utf8(json(quote))), List.of());
  }

  static Evidence good() {
    return parts(hcl(RUNTIME), quote());
  }

  /** The JSON form of version 1. */
  static String form(ExtendedReport hcl, QuoteParts quote) {
    return "{\"version\":1,\"tpm_quote\":%s,\"hcl_report\":\"%s\"}"
        .formatted(
            json(quote), Base64.getUrlEncoder().withoutPadding().encodeToString(hcl.report()));
  }

  static String json(QuoteParts quote) {
    HexFormat hex = HexFormat.of();
    return "{\"message\":\"%s\",\"signature\":\"%s\",\"pcrs\":[%s]}"
        .formatted(
            hex.formatHex(quote.message()),
            hex.formatHex(quote.signature()),
            quote.pcrs().stream()
                .map(pcr -> '"' + hex.formatHex(pcr) + '"')
                .collect(Collectors.joining(",")));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] concatenated(List<byte[]> values) {
    byte[] all = new byte[values.size() * 32];
    for (int i = 0; i < values.size(); i++) {
      System.arraycopy(values.get(i), 0, all, 32 * i, 32);
    }
    return all;
  }

  static AppraisalContext context(Optional<Binding> binding) {
    return new AppraisalContext(Collateral.none(), VtpmMachine.AT, binding);
  }

  static Appraisal verify(Evidence evidence) {
    return verifier().verify(evidence, context(Optional.of(BINDING)));
  }

  static List<String> codes(Evidence evidence) {
    return codes(verify(evidence));
  }

  static List<String> codes(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> List.of();
      case Appraisal.Rejected rejected -> rejected.reasons().stream().map(Reason::code).toList();
    };
  }

  static Appraisal.Verified verified(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> verified;
      case Appraisal.Rejected rejected -> throw new AssertionError(rejected.reasons());
    };
  }

  static byte[] flipped(byte[] bytes, int bit) {
    byte[] copy = Arrays.copyOf(bytes, bytes.length);
    copy[bit / 8] ^= (byte) (1 << bit % 8);
    return copy;
  }
}
