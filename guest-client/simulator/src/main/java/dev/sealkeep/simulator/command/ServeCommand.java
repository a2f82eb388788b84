package dev.sealkeep.simulator.command;

import dev.sealkeep.simulator.Machine;
import dev.sealkeep.simulator.device.SevGuestDriver;
import dev.sealkeep.simulator.fault.Fault;
import dev.sealkeep.simulator.fault.FaultPlan;
import dev.sealkeep.simulator.relay.RelayServer;
import dev.sealkeep.simulator.tsm.TsmReports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;

/** {@code serve}: launches the machine's guest and serves its devices on a socket. */
final class ServeCommand {
  private static final Set<String> VALUED = Set.of("--machine", "--fault", "--socket");
  private static final String UNTIL_EOF = "--until-eof";

  private ServeCommand() {}

  /** Prints {@code ready} once the socket listens; returns when the server has ended. */
  static int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err)
      throws IOException, InterruptedException {
    Options options = Options.parse(arguments, VALUED, Set.of(UNTIL_EOF));
    FaultPlan faults = new FaultPlan(options.all("--fault").stream().map(Fault::parse).toList());
    Machine machine = Machine.launch(Path.of(options.required("--machine")), new SecureRandom());
    SevGuestDriver driver =
        new SevGuestDriver(machine, faults, problem -> err.println("simulator: " + problem));
    TsmReports reports = new TsmReports(driver, faults);
    Path socket = Path.of(options.required("--socket"));
    try (RelayServer server =
        RelayServer.start(
            socket, driver, reports, problem -> err.println("simulator: " + problem))) {
      out.println("ready");
      out.flush();
      if (options.has(UNTIL_EOF)) {
        Thread.ofPlatform().daemon().start(() -> closeAtEnd(in, server));
      }
      server.awaitEnd();
    }
    return 0;
  }

  /** Whoever holds the other end of {@code in} keeps the simulator alive, however it ends. */
  private static void closeAtEnd(InputStream in, RelayServer server) {
    try (server) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // An input that cannot be read has ended too.
      server.close();
    }
  }
}
