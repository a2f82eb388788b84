package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Reason;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Holds a VCEK or VLEK against a report: same TCB (each component equal, not greater), same chip,
 * same product line (AMD 57230). Checks no signature.
 */
final class EndorsementMatch {
  private static final int OTHER_CHIP = 4;
  private static final int OTHER_PRODUCT = 2;
  private static final int OTHER_TCB = 1;

  private final SnpReport report;
  private final String chipId;
  private final Optional<Product> processor;

  EndorsementMatch(SnpReport report) {
    this.report = report;
    this.chipId = HexFormat.of().formatHex(report.chipId());
    this.processor = report.cpuid().flatMap(c -> Product.ofCpuid(c.family(), c.model()));
  }

  /**
   * How far a key is from the report's: a key of another chip is further than one of another
   * product line, and that further than one for another TCB. Costs little, unlike reasons.
   */
  int distance(EndorsementKey key) {
    if (key.kind() == SigningKey.VCEK && !report.chipIdMasked() && !isOfChip(key)) {
      return OTHER_CHIP;
    }
    return (isOfOtherProduct(key) ? OTHER_PRODUCT : 0) + (isForOtherTcb(key) ? OTHER_TCB : 0);
  }

  /** Every difference; empty if the key is the one for this report. */
  List<Reason> reasons(EndorsementKey key) {
    List<Reason> reasons = new ArrayList<>();
    if (isForOtherTcb(key)) {
      reasons.add(tcbMismatch(key));
    }
    reasons.addAll(productMismatches(key));
    if (key.kind() == SigningKey.VCEK) {
      chipMismatch(key).ifPresent(reasons::add);
    }
    return List.copyOf(reasons);
  }

  private static Optional<Product> layout(EndorsementKey key) {
    return key.issuerProduct().or(key::namedProduct);
  }

  private boolean isForOtherTcb(EndorsementKey key) {
    return layout(key).filter(p -> key.tcb(p).raw() != report.reportedTcb().raw()).isPresent();
  }

  private Reason tcbMismatch(EndorsementKey key) {
    Product product = layout(key).orElseThrow();
    TcbVersion certified = key.tcb(product);
    TcbVersion reported = report.reportedTcb();
    SnpReason reason =
        switch (key.kind()) {
          case VCEK -> SnpReason.VCEK_TCB_MISMATCH;
          case VLEK -> SnpReason.VLEK_TCB_MISMATCH;
        };
    return reason.because(
        "The certificate is for TCB "
            + certified.components(product)
            + " ("
            + certified.hex()
            + "), the report names "
            + reported.components(product)
            + " ("
            + reported.hex()
            + ").");
  }

  private static boolean isMisnamed(EndorsementKey key) {
    return key.issuerProduct().isPresent() && !key.namedProduct().equals(key.issuerProduct());
  }

  private boolean isForOtherProcessor(EndorsementKey key) {
    return key.issuerProduct().isPresent()
        && processor.isPresent()
        && !processor.equals(key.issuerProduct());
  }

  private boolean isOfOtherProduct(EndorsementKey key) {
    return isMisnamed(key) || isForOtherProcessor(key);
  }

  private List<Reason> productMismatches(EndorsementKey key) {
    List<Reason> reasons = new ArrayList<>();
    if (isMisnamed(key)) {
      reasons.add(
          SnpReason.PRODUCT_MISMATCH.because(
              "The certificate names "
                  + key.productName()
                  + " under "
                  + key.issuerProduct().orElseThrow().line()
                  + "."));
    }
    if (isForOtherProcessor(key)) {
      reasons.add(
          SnpReason.PRODUCT_MISMATCH.because(
              "The report comes from "
                  + processor.orElseThrow().line()
                  + ", the certificate is for "
                  + key.issuerProduct().orElseThrow().line()
                  + "."));
    }
    return reasons;
  }

  /** Whether hwID is CHIP_ID without the zeros that pad it (AMD 57230). */
  private boolean isOfChip(EndorsementKey key) {
    int digits = 2 * key.issuerProduct().map(Product::hardwareIdBytes).orElse(64);
    return key.hardwareId().filter(id -> id.length() == digits && chipId.startsWith(id)).isPresent()
        && chipId.chars().skip(digits).allMatch(digit -> digit == '0');
  }

  private Optional<Reason> chipMismatch(EndorsementKey key) {
    if (report.chipIdMasked()) {
      return Optional.of(SnpReason.VCEK_CHIP_ID_MASKED.plain());
    }
    return isOfChip(key)
        ? Optional.empty()
        : Optional.of(
            SnpReason.VCEK_CHIP_ID_MISMATCH.because(
                "The certificate is for chip "
                    + key.hardwareId().orElse("")
                    + ", the report names "
                    + chipId
                    + "."));
  }
}
