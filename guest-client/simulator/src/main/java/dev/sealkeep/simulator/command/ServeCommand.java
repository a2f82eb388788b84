package dev.sealkeep.simulator.command;

import dev.sealkeep.simulator.Machine;
import dev.sealkeep.simulator.device.SevGuestDriver;
import dev.sealkeep.simulator.fault.Fault;
import dev.sealkeep.simulator.fault.FaultPlan;
import dev.sealkeep.simulator.relay.RelayServer;
import dev.sealkeep.simulator.tsm.Svsm;
import dev.sealkeep.simulator.tsm.TsmProvider;
import dev.sealkeep.simulator.tsm.TsmReports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** {@code serve}: launches the machine's guest and serves its devices on a socket. */
final class ServeCommand {
  private static final String VTPM_EK = "--vtpm-ek";
  private static final Set<String> VALUED = Set.of("--machine", "--fault", "--socket", VTPM_EK);
  private static final String UNTIL_EOF = "--until-eof";

  private ServeCommand() {}

  /** Prints {@code ready} once the socket listens; returns when the server has ended. */
  static int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err)
      throws IOException, InterruptedException {
    Options options = Options.parse(arguments, VALUED, Set.of(UNTIL_EOF));
    FaultPlan faults = new FaultPlan(options.all("--fault").stream().map(Fault::parse).toList());
    Machine machine = Machine.launch(Path.of(options.required("--machine")), new SecureRandom());
    Consumer<String> problems = problem -> err.println("simulator: " + problem);
    SevGuestDriver driver = new SevGuestDriver(machine, faults, problems);
    TsmReports reports = new TsmReports(provider(options, machine, driver, problems), faults);
    Path socket = Path.of(options.required("--socket"));
    try (RelayServer server = RelayServer.start(socket, driver, reports, problems)) {
      out.println("ready");
      out.flush();
      if (options.has(UNTIL_EOF)) {
        Thread.ofPlatform().daemon().start(() -> closeAtEnd(in, server));
      }
      server.awaitEnd();
    }
    return 0;
  }

  private static TsmProvider provider(
      Options options, Machine machine, SevGuestDriver driver, Consumer<String> problems)
      throws IOException {
    Optional<String> key = options.value(VTPM_EK);
    if (key.isEmpty()) {
      return new TsmProvider.SevGuest(driver);
    }
    if (driver.vmpck() == 0) {
      throw new UsageException(
          VTPM_EK + " wants a guest below VMPL 0: make the machine with --vmpck 1, 2 or 3");
    }
    SevGuestDriver privileged = new SevGuestDriver(machine.atVmpl0(), FaultPlan.none(), problems);
    return new TsmProvider.SevGuestBelowSvsm(
        driver, new Svsm(privileged, publicArea(Path.of(key.get()))));
  }

  /** A TPMT_PUBLIC, out of the TPM2B_PUBLIC around it if there is one. */
  private static byte[] publicArea(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    boolean sized =
        bytes.length > Short.BYTES
            && Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort()) == bytes.length - Short.BYTES;
    return sized ? Arrays.copyOfRange(bytes, Short.BYTES, bytes.length) : bytes;
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
