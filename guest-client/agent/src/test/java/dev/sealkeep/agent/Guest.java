package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.escrow.EscrowAnswers;
import dev.sealkeep.agent.escrow.FakeEscrow;
import dev.sealkeep.agent.escrow.TestPki;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.name.Technology;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A guest with its configuration, one device and one escrow, of which a test reads all. */
final class Guest implements AutoCloseable {
  static final TestPki PKI = new TestPki("127.0.0.1");

  final Path directory;
  final FakeEscrow escrow = new FakeEscrow(PKI);
  final FakeTiming timing = new FakeTiming();
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream messages = new ByteArrayOutputStream();
  final FakeDevice device = new FakeDevice(Technology.SIMULATED_AMD_SEV_SNP, true, false);
  final FakeDevices machine = new FakeDevices();
  final List<EvidenceSource> devices = machine.sources;
  final List<String> more = new ArrayList<>();
  String endpoints = escrow.uri().toString();
  String volume = "root";
  String technologies = "amd-sev-snp, simulated-amd-sev-snp";

  /** Whether the configuration says anything of the escrow. */
  boolean asksEscrow = true;

  Guest(Path directory) throws IOException {
    this.directory = directory;
    devices.add(device);
    Files.writeString(directory.resolve("ca.pem"), PKI.pem());
  }

  @Override
  public void close() {
    escrow.close();
  }

  ExitStatus get(String... options) throws Exception {
    return get(timing, options);
  }

  ExitStatus get(Timing clock, String... options) throws Exception {
    return run(clock, "get", options);
  }

  ExitStatus run(Timing clock, String verb, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(verb));
    arguments.addAll(List.of(options));
    return run(clock, arguments);
  }

  /** Runs a command with the configuration. */
  ExitStatus run(String... arguments) throws Exception {
    return run(timing, List.of(arguments));
  }

  /** Looks at a disk, for which no configuration is wanted. */
  ExitStatus status(Path disk, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("status", disk.toString()));
    arguments.addAll(List.of(options));
    return run(arguments, timing);
  }

  private ExitStatus run(Timing clock, List<String> command) throws Exception {
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--config", configuration().toString()));
    return run(arguments, clock);
  }

  /** Serves a request for a key that names the configuration guest. */
  ExitStatus requestKey(String... options) throws Exception {
    return requestKey(FakeKeys.KEY, options);
  }

  /** The same for another key. */
  ExitStatus requestKey(int key, String... options) throws Exception {
    var _ = configuration();
    List<String> arguments = new ArrayList<>(List.of("request-key", Integer.toString(key)));
    arguments.addAll(List.of("--directory", directory.toString()));
    arguments.addAll(List.of(options));
    return run(arguments, timing);
  }

  Path configuration() throws IOException {
    Path config = directory.resolve("guest.properties");
    if (!asksEscrow) {
      Files.writeString(config, "volume = %s\n%s\n".formatted(volume, String.join("\n", more)));
      return config;
    }
    Files.writeString(
        config,
        """
        endpoints = %s
        ca = ca.pem
        log_root = %s
        tenant = acme
        tenant_pin = %s
        key = payments
        volume = %s
        technologies = %s
        %s
        """
            .formatted(
                endpoints,
                escrow.answers().logRoot(),
                escrow.answers().tenantPin(),
                volume,
                technologies,
                String.join("\n", more)));
    return config;
  }

  private ExitStatus run(List<String> arguments, Timing clock) throws Exception {
    try (PrintStream print = new PrintStream(messages, true, StandardCharsets.UTF_8)) {
      return Main.run(arguments, out, new Messages(print), machine, clock);
    }
  }

  String messages() {
    return messages.toString(StandardCharsets.UTF_8);
  }

  void assertReleasedToStandardOutput(ExitStatus status) {
    assertThat(messages()).contains("released key version 3");
    assertThat(status).isEqualTo(ExitStatus.DONE);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(EscrowAnswers.KEY);
    assertThat(messages()).doesNotContain(EscrowAnswers.KEY);
  }

  void assertUntrusted(ExitStatus status, String code) {
    assertThat(messages()).contains("(" + code + ")").contains(escrow.uri().toString());
    assertThat(status).isEqualTo(ExitStatus.UNTRUSTED);
    assertThat(out.size()).isZero();
    assertThat(timing.pauses()).isEmpty();
  }
}
