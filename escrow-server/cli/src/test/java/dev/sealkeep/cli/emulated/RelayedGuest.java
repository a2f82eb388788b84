package dev.sealkeep.cli.emulated;

import dev.sealkeep.simulator.device.SevGuestDriver;
import dev.sealkeep.simulator.emulate.FrontEnd;
import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import dev.sealkeep.simulator.fault.Fault;
import dev.sealkeep.simulator.fault.FaultPlan;
import dev.sealkeep.simulator.relay.RelayServer;
import dev.sealkeep.simulator.tsm.TsmProvider;
import dev.sealkeep.simulator.tsm.TsmReports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A guest whose simulator runs in this process, for front ends without {@code --machine}: many
 * guests, each with a fault of its own, and no JVM for each.
 *
 * @param work where the socket and the front end's messages are
 */
record RelayedGuest(Path work, Path socket, RelayServer server) implements AutoCloseable {
  static RelayedGuest launch(EmulatedMachine machine, Path work, List<String> faults)
      throws IOException {
    return launch(machine, work, faults, TsmProvider.SevGuest::new);
  }

  /** The same with another provider behind configfs-tsm, beside the machine's own device. */
  static RelayedGuest launch(
      EmulatedMachine machine,
      Path work,
      List<String> faults,
      Function<SevGuestDriver, TsmProvider> provider)
      throws IOException {
    FaultPlan plan = new FaultPlan(faults.stream().map(Fault::parse).toList());
    SevGuestDriver driver = new SevGuestDriver(machine.launch(), plan, _ -> {});
    TsmReports reports = new TsmReports(provider.apply(driver), plan);
    Path socket = work.resolve("socket");
    Files.deleteIfExists(socket);
    return new RelayedGuest(work, socket, RelayServer.start(socket, driver, reports, _ -> {}));
  }

  /** Runs a command behind {@code ops/emulate/NAME}. */
  Ended run(String name, List<String> options, List<String> command) throws Exception {
    List<String> arguments = new ArrayList<>(options);
    arguments.add("--");
    arguments.addAll(command);
    Map<String, String> environment = Map.of("SEALKEEP_EMULATED_GUEST", socket.toString());
    return FrontEnd.finish(work, FrontEnd.start(work, name, environment, arguments));
  }

  @Override
  public void close() {
    server.close();
  }
}
