package dev.sealkeep.cli.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.emulated.Trace.Call;
import dev.sealkeep.protocol.wire.Sha2;
import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import dev.sealkeep.simulator.emulate.Needs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Invariant 7 as the kernel sees it: a key leaves the agent by one write to its output. */
@Timeout(300)
final class SecretTraceTest {
  /** Without a pattern that other data could have. */
  private static final byte[] KEY =
      Sha2.sha256("the key that is traced".getBytes(StandardCharsets.UTF_8));

  @TempDir private Path work = Path.of("");
  private EmulatedMachine machine = new EmulatedMachine(work);

  @BeforeEach
  void makeMachine() throws Exception {
    Needs.root();
    Needs.seccompNotification();
    Needs.program("gcc", "gcc");
    Needs.program("strace", "strace");
    machine = EmulatedMachine.make(work.resolve("machine"), 0);
  }

  @Test
  void getWritesTheKeyOnceAndTheTenantsSecretNever() throws Exception {
    try (Escrow escrow = Escrow.start(Files.createDirectory(work.resolve("escrow")), KEY)) {
      Path config = escrow.configuration(work.resolve("guest.properties"));

      Trace trace = trace("get", "--config", config.toString());

      assertWrittenOnce(trace, KEY);
      assertThat(output()).hasBinaryContent(KEY);
      assertThat(trace.holding(escrow.tenantKey())).isEmpty();
    }
  }

  @Test
  void deriveWritesTheVolumesKeyOnceAndTheHardwaresNever() throws Exception {
    Trace trace =
        trace("derive", "--technology=amd-sev-snp", "--volume=root", "--fields=measurement");

    assertWrittenOnce(trace, Files.readAllBytes(output()));
    assertThat(trace.holding(SevGuestTest.hardwareKey(machine))).isEmpty();
  }

  private Path output() {
    return work.resolve("key");
  }

  private Trace trace(String... arguments) throws Exception {
    List<String> command = Agent.command(arguments);
    command.addAll(List.of("--output", output().toString()));
    Path file = work.resolve("trace");
    Ended ended = machine.sevGuest(work, List.of(), Trace.of(file, command));
    assertThat(ended.status()).as(ended.err()).isZero();
    Trace trace = Trace.read(file);
    assertThat(trace.holding(ended.err().strip().getBytes(StandardCharsets.UTF_8)))
        .as("what the agent said is seen")
        .isNotEmpty();
    return trace;
  }

  private static void assertWrittenOnce(Trace trace, byte[] key) {
    List<Call> calls = trace.holding(key);
    assertThat(calls).hasSize(1);
    assertThat(calls.getFirst().text()).contains(" write(");
    assertThat(calls.getFirst().strings()).singleElement().isEqualTo(key);
  }
}
