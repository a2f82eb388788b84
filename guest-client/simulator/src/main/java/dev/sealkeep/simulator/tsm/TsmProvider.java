package dev.sealkeep.simulator.tsm;

import dev.sealkeep.simulator.device.KernelReport;
import dev.sealkeep.simulator.device.SevGuestDriver;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.SimulatorGoneException;
import dev.sealkeep.simulator.fault.SystemCall;
import java.util.Set;

/** The driver behind configfs-tsm: {@code struct tsm_report_ops} of Linux include/linux/tsm.h. */
public sealed interface TsmProvider {
  /** What the attribute {@code provider} says. */
  String name();

  /** The attributes that its instances have. */
  Set<TsmAttribute> attributes();

  /** The lowest privilege level that may be asked for. */
  int privlevelFloor();

  /** Makes a report over 64 bytes. */
  SystemCall<KernelReport> report(TsmInputs inputs) throws SimulatorGoneException;

  /** SEV-SNP, outside an SVSM: a report with the host's certificates. */
  record SevGuest(SevGuestDriver driver) implements TsmProvider {
    @Override
    public String name() {
      return "sev_guest";
    }

    @Override
    public Set<TsmAttribute> attributes() {
      return TsmAttribute.WITHOUT_SVSM;
    }

    @Override
    public int privlevelFloor() {
      return driver.vmpck();
    }

    @Override
    public SystemCall<KernelReport> report(TsmInputs inputs) throws SimulatorGoneException {
      return driver.report(inputs.inblob(), inputs.privlevel());
    }
  }

  /**
   * SEV-SNP below an SVSM, which makes the reports of its services.
   *
   * @param driver of the guest itself
   */
  record SevGuestBelowSvsm(SevGuestDriver driver, Svsm svsm) implements TsmProvider {
    private static final String SVSM = "svsm";

    @Override
    public String name() {
      return "sev_guest";
    }

    @Override
    public Set<TsmAttribute> attributes() {
      return Set.of(TsmAttribute.values());
    }

    @Override
    public int privlevelFloor() {
      return driver.vmpck();
    }

    @Override
    public SystemCall<KernelReport> report(TsmInputs inputs) throws SimulatorGoneException {
      if (inputs.serviceProvider().isEmpty()) {
        return driver.report(inputs.inblob(), inputs.privlevel());
      }
      return inputs.serviceProvider().get().equals(SVSM)
          ? svsm.attest(inputs)
          : SystemCall.failed(Errno.EINVAL);
    }
  }

  /**
   * TDX: a quote alone. Linux drivers/virt/coco/tdx-guest/tdx-guest.c.
   *
   * @param quoter what stands for the host's quoting service; this simulator has none of its own
   */
  record TdxGuest(Quoter quoter) implements TsmProvider {
    private static final byte[] NOTHING = {};

    @Override
    public String name() {
      return "tdx_guest";
    }

    @Override
    public Set<TsmAttribute> attributes() {
      return Set.of(
          TsmAttribute.INBLOB,
          TsmAttribute.OUTBLOB,
          TsmAttribute.PROVIDER,
          TsmAttribute.GENERATION);
    }

    @Override
    public int privlevelFloor() {
      return 0;
    }

    @Override
    public SystemCall<KernelReport> report(TsmInputs inputs) {
      return quoter.quote(inputs.inblob()).map(quote -> new KernelReport(quote, NOTHING));
    }
  }

  /** Makes a quote whose REPORTDATA are the 64 bytes; EIO or ETIMEDOUT where it makes none. */
  @FunctionalInterface
  interface Quoter {
    /** The quote. */
    SystemCall<byte[]> quote(byte[] reportData);
  }
}
