package dev.sealkeep.agent.device.configfs;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.report.SnpReport;
import dev.sealkeep.agent.device.report.SvsmReport;
import dev.sealkeep.agent.device.report.TdQuote;
import dev.sealkeep.protocol.message.MessageLimits;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who serves a directory, and what it gives.
 *
 * @param name what the attribute {@code provider} says
 * @param service who is asked in its place; empty for the provider itself
 * @param maxBytes what no outblob of its kind exceeds
 * @param format accepts what was given
 * @param faults what some errors mean under this provider
 */
public record Provider<R>(
    String name, Optional<Service> service, int maxBytes, Format<R> format, Faults faults) {
  /** The kernel's first bound; what an SNP report exceeds is no report. */
  private static final int SNP_BYTES = 32 << 10;

  /** SEV-SNP: a report, and the host's certificates in auxblob. */
  public static final Provider<SnpReport> SEV_GUEST =
      new Provider<>(
          "sev_guest",
          Optional.empty(),
          SNP_BYTES,
          (blobs, reportData, root) ->
              SnpReport.checked(blobs.outblob(), blobs.auxblob(), reportData, root),
          fault -> fault);

  /** An SVSM above SEV-SNP: a report of VMPL 0 about its vTPM. */
  public static final Provider<SvsmReport> SVSM_VTPM =
      new Provider<>(
          "sev_guest",
          Optional.of(Service.SVSM_VTPM),
          SNP_BYTES,
          (blobs, nonce, root) ->
              SvsmReport.checked(
                  blobs.outblob(), blobs.auxblob(), blobs.manifestblob(), nonce, root),
          fault -> fault == DeviceFault.TSM_REFUSED ? DeviceFault.SVSM_REFUSED : fault);

  /** TDX: a quote, which the host's quoting service makes; there is no auxblob. */
  public static final Provider<TdQuote> TDX_GUEST =
      new Provider<>(
          "tdx_guest",
          Optional.empty(),
          MessageLimits.EVIDENCE_BYTES,
          (blobs, reportData, root) -> TdQuote.checked(blobs.outblob(), reportData, root),
          Provider::ofTdx);

  /** Turns blobs into a report over the data that was asked for, or refuses them. */
  @FunctionalInterface
  public interface Format<R> {
    /** Accepts what an instance gave. */
    R checked(Blobs blobs, byte[] reportData, Path root) throws DeviceException;
  }

  /** Says what a fault is in this provider's words. */
  @FunctionalInterface
  public interface Faults {
    /** The fault. */
    DeviceFault of(DeviceFault fault);
  }

  private static DeviceFault ofTdx(DeviceFault fault) {
    return switch (fault) {
      case VMM_TIMEOUT -> DeviceFault.QUOTE_TIMEOUT;
      case DEVICE_IO -> DeviceFault.QUOTE_FAILED;
      default -> fault;
    };
  }
}
