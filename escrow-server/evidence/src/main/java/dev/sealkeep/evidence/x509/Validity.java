package dev.sealkeep.evidence.x509;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whether certificates are valid at a time (RFC 5280, section 4.1.2.5: both ends included). */
public final class Validity {
  private Validity() {}

  /** A fault for each certificate that is not valid then. */
  public static List<PathFault> faults(List<Certificate> certificates, Instant at) {
    List<PathFault> faults = new ArrayList<>();
    for (Certificate certificate : certificates) {
      String name = certificate.displayName();
      if (at.isBefore(certificate.notBefore())) {
        faults.add(
            new PathFault(
                PathFault.Kind.NOT_YET_VALID,
                name + " is valid from " + certificate.notBefore() + ", after " + at + "."));
      }
      if (at.isAfter(certificate.notAfter())) {
        faults.add(
            new PathFault(
                PathFault.Kind.EXPIRED,
                name + " expired at " + certificate.notAfter() + ", before " + at + "."));
      }
    }
    return faults;
  }
}
