package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.x509.PathFault;
import java.util.List;

/** The reasons of this technology for what is wrong with a certificate path. */
final class PathReasons {
  private PathReasons() {}

  static List<Reason> of(List<PathFault> faults) {
    return faults.stream().map(PathReasons::of).toList();
  }

  static Reason of(PathFault fault) {
    IntelReason reason =
        switch (fault.kind()) {
          case INCOMPLETE -> IntelReason.CHAIN_INCOMPLETE;
          case ISSUER_INVALID -> IntelReason.CHAIN_WRONG_ISSUER;
          case SIGNATURE_INVALID -> IntelReason.CHAIN_SIGNATURE_INVALID;
          case ALGORITHM_UNSUPPORTED -> IntelReason.CHAIN_ALGORITHM_UNSUPPORTED;
          case UNTRUSTED_ROOT -> IntelReason.CHAIN_UNTRUSTED_ROOT;
          case EXPIRED -> IntelReason.CERTIFICATE_EXPIRED;
          case NOT_YET_VALID -> IntelReason.CERTIFICATE_NOT_YET_VALID;
          case REVOKED -> IntelReason.CERTIFICATE_REVOKED;
        };
    return reason.because(fault.detail());
  }
}
