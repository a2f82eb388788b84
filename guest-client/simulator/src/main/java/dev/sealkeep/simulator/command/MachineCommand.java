package dev.sealkeep.simulator.command;

import dev.sealkeep.protocol.wire.LowerHex;
import dev.sealkeep.simulator.FirmwareFile;
import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.Machine;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.SimulatedGuestFile;
import dev.sealkeep.simulator.SnpInstallation;
import dev.sealkeep.simulator.SnpProcessor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code machine}: makes a machine in a directory, changes its firmware, shows it. */
final class MachineCommand {
  private static final Set<String> VALUED =
      Set.of(
          "--new",
          "--show",
          "--update",
          "--product",
          "--chip",
          "--measurement",
          "--report-version",
          "--vlek",
          "--vmpck",
          "--tcb",
          "--reported");
  private static final String COMMIT = "--commit";
  private static final Duration PAST = Duration.ofHours(1);
  private static final Duration CRL_VALIDITY = Duration.ofDays(365);

  private MachineCommand() {}

  static int run(List<String> arguments, Instant now, PrintStream out, PrintStream err)
      throws IOException {
    Options options = Options.parse(arguments, VALUED, Set.of(COMMIT));
    Path directory;
    if (options.has("--new")) {
      directory = Path.of(options.required("--new"));
      create(directory, options, now, err);
    } else if (options.has("--update")) {
      directory = Path.of(options.required("--update"));
      update(directory, options);
    } else {
      directory = Path.of(options.value("--show").orElseThrow(MachineCommand::noAction));
    }
    show(directory, out);
    return 0;
  }

  private static UsageException noAction() {
    return new UsageException("say --new DIR, --update DIR or --show DIR");
  }

  private static void create(Path directory, Options options, Instant now, PrintStream err)
      throws IOException {
    SimulatedGuestFile guest = guest(options);
    Product product = product(options);
    err.println("making the three RSA keys of the root; this takes up to a minute ...");
    Instant start = now.minus(PAST);
    SnpInstallation installation =
        SnpInstallation.create(directory, product, new SecureRandom(), start);
    guest.write(directory);
    Files.write(
        directory.resolve(SimulatedGuestFile.CRL_FILE_NAME),
        installation.crl(List.of(), start, start.plus(CRL_VALIDITY)));
    if (options.has("--tcb") || options.has("--reported") || options.has(COMMIT)) {
      update(directory, options);
    }
  }

  private static SimulatedGuestFile guest(Options options) {
    byte[] measurement =
        options
            .value("--measurement")
            .map(HexFormat.of()::parseHex)
            .orElseGet(MachineCommand::usualMeasurement);
    int vmpck = number(options, "--vmpck", 0);
    SimulatedGuestFile guest =
        SimulatedGuestFile.of(GuestConfiguration.of(measurement).vmpck(vmpck).build())
            .withChip(number(options, "--chip", 0))
            .withReportVersion(number(options, "--report-version", 3));
    return options.value("--vlek").map(guest::withVlek).orElse(guest);
  }

  private static byte[] usualMeasurement() {
    try {
      return MessageDigest.getInstance("SHA-384")
          .digest("sealkeep emulated guest".getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-384", e);
    }
  }

  private static void update(Path directory, Options options) throws IOException {
    FirmwareFile firmware = firmware(directory);
    if (options.has("--tcb")) {
      firmware =
          firmware.withCurrent(TcbText.change(firmware.current(), options.required("--tcb")));
    }
    if (options.has(COMMIT)) {
      firmware = firmware.withCommit();
    }
    if (options.has("--reported")) {
      firmware =
          firmware.withReported(
              TcbText.change(firmware.reported(), options.required("--reported")));
    }
    firmware.write(directory);
  }

  private static FirmwareFile firmware(Path directory) throws IOException {
    Product product = SnpInstallation.load(directory).product();
    SimulatedGuestFile guest = SimulatedGuestFile.read(directory, product);
    return FirmwareFile.read(directory, product)
        .orElse(FirmwareFile.of(guest.tcb().orElse(product.initialTcb())));
  }

  private static void show(Path directory, PrintStream out) throws IOException {
    Machine machine = Machine.launch(directory, new SecureRandom());
    SnpProcessor processor = machine.guest().processor();
    SnpInstallation installation = processor.installation();
    line(out, "machine", directory.toAbsolutePath().normalize());
    line(out, "product", installation.product().line().toLowerCase(Locale.ROOT));
    line(out, "chip id", LowerHex.encode(processor.chipId()));
    line(out, "measurement", LowerHex.encode(machine.guest().configuration().measurement()));
    line(out, "current tcb", TcbText.of(processor.state().currentTcb()));
    line(out, "committed tcb", TcbText.of(processor.state().committedTcb()));
    line(out, "reported tcb", TcbText.of(processor.state().reportedTcb()));
    line(out, "root", directory.resolve("ark.pem"));
    line(out, "root key", "SHA-256 " + installation.rootSpkiSha256());
  }

  private static void line(PrintStream out, String name, Object value) {
    out.printf("%-14s %s%n", name, value);
  }

  private static Product product(Options options) {
    String name = options.value("--product").orElse("genoa");
    return Arrays.stream(Product.values())
        .filter(product -> product.line().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "no product is named '%s'; known: %s"
                        .formatted(
                            name,
                            Arrays.stream(Product.values())
                                .map(product -> product.line().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")))));
  }

  private static int number(Options options, String name, int absent) {
    try {
      return options.value(name).map(Integer::parseUnsignedInt).orElse(absent);
    } catch (NumberFormatException e) {
      throw new UsageException(name + " needs a number");
    }
  }
}
