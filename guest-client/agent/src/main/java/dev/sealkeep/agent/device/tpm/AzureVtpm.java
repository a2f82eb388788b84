package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.configuration.AttestationKeyChoice;
import dev.sealkeep.agent.configuration.TpmSettings;
import dev.sealkeep.agent.device.azure.TdReport;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.protocol.wire.JsonWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * The vTPM that Azure's paravisor gives a confidential VM: its report lies in an NV index, and is
 * made anew after something was written into another.
 *
 * @param tpm the vTPM
 * @param settings which PCRs are quoted, and by which key
 * @param quoter who makes a TD quote of a TDREPORT
 * @param timing the clock and the pauses between looks
 */
public record AzureVtpm(Tpm tpm, TpmSettings settings, Quoter quoter, Timing timing) {
  /** The key that the paravisor's report binds. */
  static final int KEY = 0x8100_0003;

  /** Where the paravisor's report is. */
  static final int REPORT = 0x0140_0001;

  /** Where the guest writes what the next report is to bind. */
  static final int USER_DATA = 0x0140_0002;

  /** After that long the report as it was is taken; the quote is new all the same. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Makes a TD quote of a TDREPORT. */
  @FunctionalInterface
  public interface Quoter {
    /** The quote. */
    byte[] quote(TdReport report) throws DeviceException;
  }

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int FORM = 1;
  private static final byte[] NOTHING = {};

  /** No report of the paravisor is longer. */
  private static final int REPORT_BYTES = 16 << 10;

  /**
   * A report over the data, on TDX a quote of the TDREPORT in it, and a quote over the data's
   * digest (docs/reference/evidence-azure-vtpm.md). A VCEK's certificate is not in it, which
   * verifiers know where to get.
   *
   * @param reportData 64 bytes
   * @param qualifyingData 32 bytes
   */
  public byte[] evidence(byte[] reportData, byte[] qualifyingData) throws DeviceException {
    LeadingPcrs pcrs = LeadingPcrs.of(settings.pcrs());
    byte[] report = report(reportData);
    Optional<TdReport> tdReport = TdReport.in(report);
    byte[] tdQuote = tdReport.isPresent() ? quoter.quote(tdReport.get()) : NOTHING;
    int handle =
        switch (settings.key()) {
          case AttestationKeyChoice.Made _ -> KEY;
          case AttestationKeyChoice.Persistent(int chosen) -> chosen;
        };
    Quoted quoted = pcrs.quote(tpm, tpm.readPublic(handle).key(), qualifyingData);
    return JsonWriter.object(
        out -> {
          out.integer("version", FORM).bytes("hcl_report", report);
          if (tdReport.isPresent()) {
            out.bytes("td_quote", tdQuote);
          }
          pcrs.write(out, quoted);
        });
  }

  /** The report, made for this data if the paravisor still makes any. */
  private byte[] report(byte[] reportData) throws DeviceException {
    NvIndex index = index();
    byte[] before = index.content(tpm, REPORT_BYTES);
    userData(reportData.length).write(tpm, reportData);
    long start = timing.nanoTime();
    byte[] now = index.content(tpm, REPORT_BYTES);
    while (Arrays.equals(now, before) && timing.nanoTime() - start < PATIENCE.toNanos()) {
      pause();
      now = index.content(tpm, REPORT_BYTES);
    }
    return now;
  }

  private NvIndex index() throws DeviceException {
    if (!tpm.handles(REPORT).contains(REPORT)) {
      throw new DeviceException(
          DeviceFault.DEVICE_OTHER_TECHNOLOGY,
          "the TPM has no paravisor's report at 0x%08x".formatted(REPORT));
    }
    return tpm.nv(REPORT);
  }

  private NvIndex userData(int size) throws DeviceException {
    if (!tpm.handles(USER_DATA).contains(USER_DATA)) {
      tpm.nvDefine(USER_DATA, size);
    }
    return tpm.nv(USER_DATA);
  }

  private void pause() throws DeviceException {
    try {
      timing.pause(PAUSE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new DeviceException(
          DeviceFault.DEVICE_INTERRUPTED, "0x%08x".formatted(REPORT), interrupted);
    }
  }
}
