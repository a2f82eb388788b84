package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.x509.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whether certificates are valid at a time (RFC 5280, section 4.1.2.5: both ends included). */
final class Validity {
  private Validity() {}

  /** A reason for each certificate that is not. */
  static List<Reason> reasons(List<Certificate> certificates, Instant at) {
    List<Reason> reasons = new ArrayList<>();
    for (Certificate certificate : certificates) {
      String name = certificate.subjectCommonName().orElse("A certificate");
      if (at.isBefore(certificate.notBefore())) {
        reasons.add(
            SnpReason.CERTIFICATE_NOT_YET_VALID.because(
                name + " is valid from " + certificate.notBefore() + ", after " + at + "."));
      }
      if (at.isAfter(certificate.notAfter())) {
        reasons.add(
            SnpReason.CERTIFICATE_EXPIRED.because(
                name + " expired at " + certificate.notAfter() + ", before " + at + "."));
      }
    }
    return reasons;
  }
}
