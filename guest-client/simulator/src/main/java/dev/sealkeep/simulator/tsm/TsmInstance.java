package dev.sealkeep.simulator.tsm;

import dev.sealkeep.simulator.device.KernelReport;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.SimulatorGoneException;
import dev.sealkeep.simulator.fault.SystemCall;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One report instance: its inputs, the generation that counts them, and the report that was made of
 * them last. A report is made at the first read after a change. Guarded by {@link TsmReports}.
 */
final class TsmInstance {
  private static final int USER_DATA_BYTES = 64;

  private final TsmProvider provider;
  private TsmInputs inputs = TsmInputs.NONE;
  private long writeGeneration;
  private long readGeneration;
  private Optional<KernelReport> report = Optional.empty();
  private int openDescriptors;

  TsmInstance(TsmProvider provider) {
    this.provider = provider;
  }

  long generation() {
    return writeGeneration;
  }

  void putInblob(byte[] value) {
    put(now -> now.withInblob(value));
  }

  void put(UnaryOperator<TsmInputs> change) {
    inputs = change.apply(inputs);
    writeGeneration++;
  }

  /** Another writer, who has a report made of bytes of its own. */
  void interlope() {
    byte[] other = inverted();
    putInblob(other.length == 0 ? new byte[USER_DATA_BYTES] : other);
  }

  /** The report of the present inputs. */
  SystemCall<KernelReport> report() throws SimulatorGoneException {
    if (inputs.inblob().length == 0) {
      return SystemCall.failed(Errno.EINVAL);
    }
    if (report.isPresent() && readGeneration == writeGeneration) {
      return SystemCall.done(report.get());
    }
    report = Optional.empty();
    SystemCall<KernelReport> made = make(inputs);
    if (made instanceof SystemCall.Done<KernelReport>(KernelReport fresh)) {
      report = Optional.of(fresh);
      readGeneration = writeGeneration;
    }
    return made;
  }

  /** A report of other bytes than those that were written; the instance does not keep it. */
  SystemCall<KernelReport> reportOfOtherData() throws SimulatorGoneException {
    return make(inputs.withInblob(inverted()));
  }

  private SystemCall<KernelReport> make(TsmInputs of) throws SimulatorGoneException {
    return of.inblob().length == USER_DATA_BYTES
        ? provider.report(of)
        : SystemCall.failed(Errno.EINVAL);
  }

  private byte[] inverted() {
    byte[] other = inputs.inblob().clone();
    for (int i = 0; i < other.length; i++) {
      other[i] = (byte) ~other[i];
    }
    return other;
  }

  void opened() {
    openDescriptors++;
  }

  void closed() {
    openDescriptors--;
  }

  boolean busy() {
    return openDescriptors > 0;
  }
}
