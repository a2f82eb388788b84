package dev.sealkeep.simulator.tsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.RunningGuest;
import dev.sealkeep.simulator.TestInstallation;
import dev.sealkeep.simulator.device.SevGuestDriver;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.FaultPlan;
import dev.sealkeep.simulator.fault.SystemCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Opens, reads and writes attributes as programs do. */
final class TsmFixture {
  private TsmFixture() {}

  static TsmReports reports(String... faults) throws IOException {
    return reports(0, FaultPlan.of(faults));
  }

  static TsmReports reports(int vmpck) throws IOException {
    return reports(vmpck, FaultPlan.none());
  }

  static TsmReports reports(int vmpck, FaultPlan faults) throws IOException {
    return new TsmReports(driver(running(vmpck), faults), faults);
  }

  /** What stands for the vTPM's EK. */
  static final byte[] ENDORSEMENT_KEY = {0, 1, 0, 11, 2, 3};

  /** The guest of an SVSM, at VMPL 2. */
  static TsmReports belowSvsm(String... faults) throws IOException {
    FaultPlan plan = FaultPlan.of(faults);
    RunningGuest guest = running(2);
    return new TsmReports(
        new TsmProvider.SevGuestBelowSvsm(
            driver(guest, plan),
            new Svsm(driver(guest.atVmpl0(), FaultPlan.none()), ENDORSEMENT_KEY)),
        plan);
  }

  private static RunningGuest running(int vmpck) {
    GuestConfiguration guest =
        GuestConfiguration.of(TestInstallation.MEASUREMENT).vmpck(vmpck).build();
    return RunningGuest.of(
        TestInstallation.of(Product.GENOA)
            .processor(1)
            .launch(guest, TestInstallation.random("guest")));
  }

  private static SevGuestDriver driver(RunningGuest guest, FaultPlan faults) throws IOException {
    return new SevGuestDriver(
        guest,
        faults,
        problem -> {
          throw new AssertionError(problem);
        });
  }

  static TsmReports withInstance() throws IOException {
    TsmReports reports = reports();
    reports.makeDirectory("/x");
    return reports;
  }

  static void put(TsmReports reports, byte[] inblob) throws IOException {
    TsmFile file = open(reports, "/x/inblob", false);
    assertThat(file.write(0, inblob)).isEqualTo(SystemCall.done(inblob.length));
    file.close();
  }

  static TsmFile open(TsmReports reports, String path, boolean read) {
    return value(reports.open(path, read, !read));
  }

  static byte[] blob(TsmReports reports, String path) throws IOException {
    TsmFile file = open(reports, path, true);
    byte[] bytes = read(file, 0, 1 << 16);
    file.close();
    return bytes;
  }

  static String text(TsmReports reports, String path) throws IOException {
    return new String(blob(reports, path), StandardCharsets.UTF_8);
  }

  static byte[] read(TsmFile file, long offset, int length) throws IOException {
    return value(file.read(offset, length));
  }

  static Errno errno(TsmReports reports, String path) throws IOException {
    TsmFile file = open(reports, path, true);
    SystemCall<byte[]> outcome = file.read(0, 4096);
    file.close();
    return switch (outcome) {
      case SystemCall.Failed<byte[]>(Errno errno) -> errno;
      case SystemCall.Done<byte[]>(byte[] bytes) ->
          throw new AssertionError("read " + bytes.length + " bytes");
    };
  }

  static <T> T value(SystemCall<T> outcome) {
    return switch (outcome) {
      case SystemCall.Done<T>(T value) -> value;
      case SystemCall.Failed<T>(Errno errno) -> throw new AssertionError(errno);
    };
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
