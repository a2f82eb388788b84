package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Holds a VCEK or VLEK against a report: same TCB (each component equal, not greater), same chip,
 * same product line (AMD 57230). Checks no signature.
 */
final class EndorsementMatch {
  private final SnpReport report;
  private final EndorsementKey key;
  private final List<Reason> reasons = new ArrayList<>();

  private EndorsementMatch(SnpReport report, EndorsementKey key) {
    this.report = report;
    this.key = key;
  }

  /** Every difference; empty if the key is the one for this report. */
  static List<Reason> reasons(SnpReport report, EndorsementKey key) {
    EndorsementMatch match = new EndorsementMatch(report, key);
    key.issuerProduct().or(key::namedProduct).ifPresent(match::checkTcb);
    match.checkProduct();
    if (key.kind() == SigningKey.VCEK) {
      match.checkChip();
    }
    return List.copyOf(match.reasons);
  }

  private void checkTcb(Product product) {
    TcbVersion certified = key.tcb(product);
    TcbVersion reported = report.reportedTcb();
    if (certified.raw() != reported.raw()) {
      SnpReason reason =
          switch (key.kind()) {
            case VCEK -> SnpReason.VCEK_TCB_MISMATCH;
            case VLEK -> SnpReason.VLEK_TCB_MISMATCH;
          };
      reasons.add(
          reason.because(
              "The certificate is for TCB "
                  + certified.components(product)
                  + " ("
                  + certified.hex()
                  + "), the report names "
                  + reported.components(product)
                  + " ("
                  + reported.hex()
                  + ")."));
    }
  }

  private void checkProduct() {
    Optional<Product> named = key.namedProduct();
    Optional<Product> issuer = key.issuerProduct();
    Optional<Product> processor =
        report.cpuid().flatMap(c -> Product.ofCpuid(c.family(), c.model()));
    if (issuer.isPresent() && !named.equals(issuer)) {
      mismatch(
          "The certificate names " + key.productName() + " under " + issuer.get().line() + ".");
    }
    if (issuer.isPresent() && processor.isPresent() && !processor.equals(issuer)) {
      mismatch(
          "The report comes from "
              + processor.get().line()
              + ", the certificate is for "
              + issuer.get().line()
              + ".");
    }
  }

  private void mismatch(String detail) {
    reasons.add(SnpReason.PRODUCT_MISMATCH.because(detail));
  }

  private void checkChip() {
    if (report.chipIdMasked()) {
      reasons.add(SnpReason.VCEK_CHIP_ID_MASKED.plain());
      return;
    }
    int length = key.issuerProduct().map(Product::hardwareIdBytes).orElse(64);
    byte[] chipId = report.chipId();
    String significant = HexFormat.of().formatHex(chipId, 0, length);
    boolean restIsZero = Arrays.equals(chipId, length, 64, new byte[64 - length], 0, 64 - length);
    if (!restIsZero || !key.hardwareId().equals(Optional.of(significant))) {
      reasons.add(
          SnpReason.VCEK_CHIP_ID_MISMATCH.because(
              "The certificate is for chip "
                  + key.hardwareId().orElse("")
                  + ", the report names "
                  + HexFormat.of().formatHex(chipId)
                  + "."));
    }
  }
}
