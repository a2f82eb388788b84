package dev.sealkeep.agent;

import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * {@code sealkeep-guest status}: says what is on a disk, for which it needs no key.
 *
 * @param out where it goes
 * @param messages where everything else goes
 * @param devices the machine's devices
 * @param timing the clock and its pauses
 */
record StatusCommand(OutputStream out, Messages messages, Devices devices, Timing timing) {
  ExitStatus run(CommandLine.Status arguments) throws IOException {
    try (Disk disk = Disk.toRead(Path.of(arguments.device()))) {
      VolumeReport.status(VolumeWork.readAny(disk)).write(out, arguments.output());
      return ExitStatus.DONE;
    } catch (VolumeException refused) {
      return new VolumeWork(messages, devices, timing).refused(refused.problem());
    }
  }
}
