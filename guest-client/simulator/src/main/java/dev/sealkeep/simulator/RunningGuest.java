package dev.sealkeep.simulator;

import java.io.IOException;
import java.util.List;

/** A launched guest, and what its host does around it. */
public interface RunningGuest {
  /**
   * The guest, on firmware as it is at this moment.
   *
   * @throws IOException if the host's state cannot be read
   */
  SnpGuest guest() throws IOException;

  /**
   * What the host puts into the certificate table after the chain.
   *
   * @throws IOException if the host's state cannot be read
   */
  List<CertificateTable.Entry> furtherCertificates() throws IOException;

  /** A guest whose host adds nothing. */
  static RunningGuest of(SnpGuest guest) {
    return new RunningGuest() {
      @Override
      public SnpGuest guest() {
        return guest;
      }

      @Override
      public List<CertificateTable.Entry> furtherCertificates() {
        return List.of();
      }
    };
  }

  /** The same guest as software at its VMPL 0 sees it: an SVSM. */
  default RunningGuest atVmpl0() {
    RunningGuest below = this;
    return new RunningGuest() {
      @Override
      public SnpGuest guest() throws IOException {
        return below.guest().atVmpl0();
      }

      @Override
      public List<CertificateTable.Entry> furtherCertificates() throws IOException {
        return below.furtherCertificates();
      }
    };
  }
}
