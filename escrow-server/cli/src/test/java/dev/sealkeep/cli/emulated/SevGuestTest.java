package dev.sealkeep.cli.emulated;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.simulator.FirmwareFile;
import dev.sealkeep.simulator.GuestField;
import dev.sealkeep.simulator.KeyRequest;
import dev.sealkeep.simulator.KeyResponse;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.TcbVersion;
import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import dev.sealkeep.simulator.emulate.Needs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent with an emulated {@code /dev/sev-guest}. */
@Timeout(300)
final class SevGuestTest {
  private static final byte[] KEY = HexFormat.of().parseHex("c3".repeat(16) + "5a".repeat(16));
  private static final TcbVersion OLD = Product.GENOA.initialTcb();
  private static final TcbVersion NEW = OLD.withSnp(OLD.snp() + 1);

  @TempDir private Path work = Path.of("");
  private EmulatedMachine machine = new EmulatedMachine(work);

  @BeforeEach
  void makeMachine() throws Exception {
    Needs.root();
    Needs.seccompNotification();
    Needs.program("gcc", "gcc");
    machine = EmulatedMachine.make(work.resolve("machine"), 0);
  }

  @Test
  void agentHasNothingButItsOwnOnTheClassPath() throws Exception {
    assertThat(Agent.classPath())
        .hasSize(3)
        .doesNotHaveDuplicates()
        .noneMatch(place -> place.contains("simulator"));
    String launcher =
        Files.readString(Path.of(System.getProperty("sealkeep.root"), "sealkeep-guest"))
            .replaceAll("\\\\\\n *", "");
    assertThat(launcher).contains(String.join(" ", Agent.JVM_OPTIONS) + " \"$@\"");
  }

  @Test
  void evidenceVerifiesOverTheDataThatWasAsked() throws Exception {
    Path folder = work.resolve("evidence");

    Ended ended = machine.sevGuest(work, List.of(), Agent.command(Evidence.into(folder)));

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("report data  " + Evidence.REPORT_DATA);
    Evidence.assertVerifies(folder, machine);
  }

  @Test
  void derivedKeyDependsOnWhatWasAskedAndOnTheChip() throws Exception {
    EmulatedMachine other = EmulatedMachine.make(work.resolve("other"), 1);
    inOneGuest(
        machine,
        derive("root", "measurement", "once"),
        derive("root", "measurement", "again"),
        derive("data", "measurement", "volume"),
        derive("root", "measurement,guest_policy", "fields"),
        derive("root", "measurement", "label", "--label", "spare"),
        derive("root", "measurement", "vmpl", "--vmpl", "1"));
    inOneGuest(other, derive("root", "measurement", "chip"));

    assertThat(hex("again")).isEqualTo(hex("once")).hasSize(64);
    assertThat(Stream.of("once", "volume", "fields", "label", "vmpl", "chip").map(this::hex))
        .doesNotHaveDuplicates();
    assertThat(hex("once"))
        .isEqualTo(HexFormat.of().formatHex(volumeKey(hardwareKey(machine), "root")));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("once"))))
        .isEqualTo("rw-------");
  }

  @Test
  void keyOfAnOlderTcbOutlivesAnUpdateOfTheFirmware() throws Exception {
    String old = HexFormat.of().formatHex(OLD.encode());
    String young = HexFormat.of().formatHex(NEW.encode());
    inOneGuest(
        machine,
        derive("root", "tcb_version", "before", "--tcb-version", old),
        derive("root", "measurement", "unbound"));
    Ended early =
        machine.sevGuest(
            work,
            List.of(),
            Agent.command(derive("root", "tcb_version", "early", "--tcb-version", young)));
    FirmwareFile.of(NEW).write(machine.folder());
    inOneGuest(
        machine,
        derive("root", "tcb_version", "after", "--tcb-version", old),
        derive("root", "tcb_version", "new", "--tcb-version", young),
        derive("root", "measurement", "still-unbound"));

    assertThat(early.status()).isEqualTo(5);
    assertThat(early.err()).contains("(firmware.invalid_parameter)");
    assertThat(file("early")).doesNotExist();
    assertThat(hex("after")).isEqualTo(hex("before"));
    assertThat(hex("new")).isNotEqualTo(hex("before"));
    assertThat(hex("still-unbound")).isEqualTo(hex("unbound"));
  }

  @Test
  void importedKeyComesOutForTheMeasurementAlone() throws Exception {
    byte[] changed = EmulatedMachine.MEASUREMENT.clone();
    changed[0] ^= 1;
    EmulatedMachine stranger = EmulatedMachine.make(work.resolve("stranger"), 0, changed);
    try (Escrow escrow = Escrow.start(Files.createDirectory(work.resolve("escrow")), KEY)) {
      Path config = escrow.configuration(work.resolve("guest.properties"));

      Ended released = machine.sevGuest(work, List.of(), Agent.command(get(config, "released")));
      Ended denied = stranger.sevGuest(work, List.of(), Agent.command(get(config, "denied")));
      Ended garbled =
          machine.sevGuest(
              work, List.of("ext-report:garbled"), Agent.command(get(config, "garbled")));
      Ended broken =
          machine.sevGuest(
              work, List.of("ext-report:fw=0x16"), Agent.command(get(config, "broken")));

      assertThat(released.status()).as(released.err()).isZero();
      assertThat(Files.readAllBytes(file("released"))).isEqualTo(KEY);
      assertThat(denied.status()).as(denied.err()).isEqualTo(1);
      assertThat(file("denied")).doesNotExist();
      assertThat(escrow.explanation(decision(denied))).contains("measurement in builds");
      assertThat(garbled.status()).as(garbled.err()).isEqualTo(1);
      assertThat(file("garbled")).doesNotExist();
      assertThat(broken.status()).as(broken.err()).isEqualTo(5);
      assertThat(broken.err()).contains("(firmware.invalid_parameter)");
      assertThat(file("broken")).doesNotExist();
    }
  }

  private static String decision(Ended ended) {
    String message = ended.err();
    int start = message.indexOf("decision ") + "decision ".length();
    return message.substring(start, start + 32);
  }

  private String[] get(Path config, String output) {
    return new String[] {"get", "--config", config.toString(), "--output", file(output).toString()};
  }

  private String[] derive(String volume, String fields, String output, String... options) {
    String[] fixed = {
      "derive",
      "--technology",
      "amd-sev-snp",
      "--volume",
      volume,
      "--fields",
      fields,
      "--output",
      file(output).toString()
    };
    return Stream.concat(Arrays.stream(fixed), Arrays.stream(options)).toArray(String[]::new);
  }

  /** Runs the agent several times under one front end. */
  private void inOneGuest(EmulatedMachine on, String[]... runs) throws Exception {
    String script = Arrays.stream(runs).map(Agent::line).collect(Collectors.joining(" &&\n"));
    Ended ended = on.sevGuest(work, List.of(), List.of("sh", "-c", script));
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).isEmpty();
  }

  private Path file(String name) {
    return work.resolve(name + ".key");
  }

  private String hex(String name) {
    try {
      return HexFormat.of().formatHex(Files.readAllBytes(file(name)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] hardwareKey(EmulatedMachine machine) throws IOException {
    KeyResponse response =
        machine.launch().guest().deriveKey(KeyRequest.of(Set.of(GuestField.MEASUREMENT)));
    try (SecretBytes key = ((KeyResponse.Derived) response).key()) {
      return key.bytes(SecretAccess.get()).clone();
    }
  }

  /** As docs/reference/guest.md has it, with no label and 32 bytes. */
  private static byte[] volumeKey(byte[] hardware, String volume) throws GeneralSecurityException {
    ByteBuffer info = ByteBuffer.allocate(256);
    for (String field : List.of("sealkeep/derive/v1", "amd-sev-snp", volume, "")) {
      info.putInt(field.length()).put(field.getBytes(UTF_8));
    }
    info.putInt(32).flip();
    byte[] exact = new byte[info.remaining()];
    info.get(exact);
    return KDF.getInstance("HKDF-SHA256")
        .deriveData(HKDFParameterSpec.ofExtract().addIKM(hardware).thenExpand(exact, 32));
  }
}
