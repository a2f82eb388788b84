package dev.sealkeep.cli.emulated;

import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.Machine;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.SimulatedGuestFile;
import dev.sealkeep.simulator.TestInstallation;
import dev.sealkeep.simulator.emulate.FrontEnd;
import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * A simulated machine in a folder, under the root that all tests share.
 *
 * @param folder the folder that {@code --machine} names
 */
record EmulatedMachine(Path folder) {
  static final byte[] MEASUREMENT = TestInstallation.MEASUREMENT;
  static final int GUEST_SVN = 3;

  /** A machine with a guest of {@link #MEASUREMENT}. */
  static EmulatedMachine make(Path folder, int chip) throws IOException {
    return make(folder, chip, MEASUREMENT);
  }

  static EmulatedMachine make(Path folder, int chip, byte[] measurement) throws IOException {
    return make(folder, chip, measurement, 0);
  }

  /** The same whose guest runs at another VMPL, below an SVSM. */
  static EmulatedMachine make(Path folder, int chip, byte[] measurement, int vmpl)
      throws IOException {
    TestInstallation.of(Product.GENOA).store(folder);
    SimulatedGuestFile.of(
            GuestConfiguration.of(measurement).guestSvn(GUEST_SVN).vmpck(vmpl).build())
        .withChip(chip)
        .write(folder);
    return new EmulatedMachine(folder);
  }

  static String rootSpkiSha256() {
    return TestInstallation.of(Product.GENOA).rootSpkiSha256();
  }

  /** Its guest, launched in this process: it has the same keys. */
  Machine launch() throws IOException {
    return Machine.launch(folder, new SecureRandom());
  }

  /** Runs a command behind {@code sev-guest}. */
  Ended sevGuest(Path work, List<String> faults, List<String> command) throws Exception {
    return run(work, "sev-guest", List.of("--machine", folder.toString()), faults, command);
  }

  /** Runs a command behind {@code configfs-tsm}, mounted at {@link #mount}. */
  Ended configfsTsm(Path work, List<String> faults, List<String> command) throws Exception {
    return run(
        work,
        "configfs-tsm",
        List.of("--machine", folder.toString(), "--mount", mount(work).toString()),
        faults,
        command);
  }

  /** Where the front end mounts. */
  static Path mount(Path work) throws IOException {
    return Files.createDirectories(work.resolve("tsm"));
  }

  private static Ended run(
      Path work, String name, List<String> options, List<String> faults, List<String> command)
      throws Exception {
    List<String> arguments = new ArrayList<>(options);
    faults.forEach(fault -> arguments.addAll(List.of("--fault", fault)));
    arguments.add("--");
    arguments.addAll(command);
    return FrontEnd.finish(work, FrontEnd.start(work, name, arguments));
  }
}
