package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.device.SevGuestModel;
import dev.sealkeep.agent.device.SevGuestModel.Incident;
import dev.sealkeep.protocol.wire.LowerHex;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command from its arguments to its exit status, over a model of the driver. */
final class DeriveCommandTest {
  private static final String REQUEST =
      "--technology amd-sev-snp --volume root --fields measurement,guest_policy";

  private final FakeDevices machine = new FakeDevices();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();
  private final Path directory;

  DeriveCommandTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private ExitStatus derive(String arguments, String... more) throws Exception {
    out.reset();
    messages.reset();
    List<String> all = new ArrayList<>(List.of("derive"));
    all.addAll(Arrays.asList(arguments.split(" ", -1)));
    all.addAll(List.of(more));
    try (PrintStream print = new PrintStream(messages, true, StandardCharsets.UTF_8)) {
      return Main.run(all, out, new Messages(print), machine, new FakeTiming());
    }
  }

  private String messages() {
    return messages.toString(StandardCharsets.UTF_8);
  }

  private byte[] key(String arguments) throws Exception {
    ExitStatus status = derive(arguments);
    assertThat(messages()).contains("derived a key");
    assertThat(status).isEqualTo(ExitStatus.DONE);
    return out.toByteArray();
  }

  private static byte[] hmac(byte[] key, byte[] text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text);
  }

  /** RFC 5869, written out for one block. */
  private static byte[] expected(byte[] hardware, String volume, String label) throws Exception {
    return expected("amd-sev-snp", hardware, volume, label);
  }

  private static byte[] expected(String technology, byte[] hardware, String volume, String label)
      throws Exception {
    ByteBuffer info = ByteBuffer.allocate(200);
    for (String field : List.of("sealkeep/derive/v1", technology, volume, label)) {
      info.putInt(field.length()).put(field.getBytes(StandardCharsets.US_ASCII));
    }
    info.putInt(32).put((byte) 1);
    return hmac(hmac(new byte[32], hardware), Arrays.copyOf(info.array(), info.position()));
  }

  private byte[] hardwareKey() {
    return SevGuestModel.key(machine.kernel.sevGuest.keyRequests.getLast());
  }

  @Test
  void keyIsTheDocumentedFunctionOfTheHardwaresKey() throws Exception {
    byte[] key = key(REQUEST + " --label swap");
    assertThat(key).isEqualTo(expected(hardwareKey(), "root", "swap"));
    assertThat(messages()).contains("32 bytes", "chip", "measurement", "guest_policy");
    assertThat(key(REQUEST)).isEqualTo(expected(hardwareKey(), "root", ""));
  }

  @Test
  void everyPartOfTheRequestTellsKeysApart() throws Exception {
    assertThat(
            List.of(
                LowerHex.encode(key(REQUEST)),
                LowerHex.encode(key(REQUEST.replace("root", "data"))),
                LowerHex.encode(key(REQUEST + " --label a")),
                LowerHex.encode(key(REQUEST + " --vmpl 1")),
                LowerHex.encode(key(REQUEST + " --key-select vlek")),
                LowerHex.encode(Arrays.copyOf(key(REQUEST + " --length 64"), 32))))
        .doesNotHaveDuplicates();
    assertThat(key(REQUEST)).isEqualTo(key(REQUEST));
  }

  @Test
  void neitherKeyIsInAnyMessage() throws Exception {
    byte[] key = key(REQUEST);
    assertThat(messages()).doesNotContain(LowerHex.encode(key), LowerHex.encode(hardwareKey()));
    assertThat(key).isNotEqualTo(hardwareKey());
  }

  @Test
  void keyGoesToAPrivateFile() throws Exception {
    Path file = directory.resolve("key");
    assertThat(derive(REQUEST, "--output", file.toString())).isEqualTo(ExitStatus.DONE);
    assertThat(Files.readAllBytes(file)).isEqualTo(expected(hardwareKey(), "root", ""));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(out.size()).isZero();
  }

  @Test
  void unusableOutputIsFoundBeforeTheDeviceIsAsked() throws Exception {
    assertThat(derive(REQUEST, "--output", directory.resolve("no/key").toString()))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(machine.kernel.sevGuest.requests).isEmpty();
  }

  @Test
  void requestMayStandInAFileAndOptionsCountFirst() throws Exception {
    Path file = directory.resolve("request");
    Files.writeString(
        file, "technology = amd-sev-snp\nvolume = data\nfields = guest_policy, measurement\n");
    String option = "--input " + file;
    assertThat(key(option)).isEqualTo(expected(hardwareKey(), "data", ""));
    assertThat(key(option + " --volume root")).isEqualTo(key(REQUEST));
  }

  @Test
  void deviceMayStandElsewhere() throws Exception {
    assertThat(derive(REQUEST + " --sev-guest-path /dev/other")).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(messages()).contains("(device.absent)", "/dev/other");
    assertThat(machine.kernel.sevGuest.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"intel-tdx", "tpm2", "aws-nitro", "arm-cca", "simulated-amd-sev-snp"})
  void technologyWithoutKeysDerivesNothing(String tag) throws Exception {
    assertThat(derive("--volume root --fields none --technology " + tag))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(messages()).contains("this technology derives no keys");
    assertThat(machine.kernel.sevGuest.requests).isEmpty();
    assertThat(out.size()).isZero();
  }

  @Test
  void firmwareThatRefusesIsAnErrorWithItsCode() throws Exception {
    machine.kernel.sevGuest.incidents.add(new Incident.Status(0x16));
    assertThat(derive(REQUEST)).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(messages()).contains("(firmware.invalid_parameter)", "status 0x16");
    assertThat(out.size()).isZero();
  }

  @Test
  void fieldThatTheKernelCannotCarryIsRefusedUnsent() throws Exception {
    assertThat(derive(REQUEST + ",launch_mit_vector")).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(messages()).contains("(key.field_unsupported)", "nothing was sent");
    assertThat(machine.kernel.sevGuest.requests).isEmpty();
  }

  @Test
  void unverifiedRootIsNamedAndWarnedOf() throws Exception {
    assertThat(key(REQUEST + " --root-key vmrk")).isNotEqualTo(key(REQUEST));
    key(REQUEST + " --root-key vmrk");
    assertThat(messages()).contains("warning: root_key = vmrk", "unverified");
  }

  @Test
  void valueWithoutItsFieldIsWarnedOfAndNotSent() throws Exception {
    assertThat(key(REQUEST + " --guest-svn 5")).isEqualTo(key(REQUEST));
    key(REQUEST + " --guest-svn 5");
    assertThat(messages()).contains("warning: guest_svn");
  }

  @Test
  void explanationNeedsNoDeviceAndDerivesNothing() throws Exception {
    assertThat(derive(REQUEST + " --explain")).isEqualTo(ExitStatus.DONE);
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .anyMatch(line -> line.matches("bound +chip +.*processor.*"))
        .anyMatch(line -> line.matches("bound +measurement .*"))
        .anyMatch(line -> line.matches("not bound +tcb_version .*rolled back.*"))
        .anyMatch(line -> line.matches("not bound +host_data .*"));
    assertThat(machine.kernel.sevGuest.requests).isEmpty();
  }

  @Test
  void explanationIsOneJsonObjectOnRequest() throws Exception {
    assertThat(derive(REQUEST + " --explain --output-format json --key-select auto"))
        .isEqualTo(ExitStatus.DONE);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("{\"technology\":\"amd-sev-snp\",\"volume\":\"root\",\"bindings\":[")
        .contains("{\"subject\":\"chip\",\"bound\":false,\"meaning\":\"the host chooses")
        .endsWith("}]}\n");
  }

  private static final String SGX = "--technology intel-sgx --volume root --root-key ";

  @Test
  void sealingKeyOfAnEnclaveMakesAKeyOfItsOwn() throws Exception {
    assertThat(key(SGX + "mrenclave"))
        .isEqualTo(expected("intel-sgx", machine.gramine.enclaveKey, "root", ""));
    assertThat(messages())
        .contains("bound to chip, mr_enclave, isv_svn, cpu_svn, attributes, volume.");
    assertThat(key(SGX + "mrsigner --label swap"))
        .isEqualTo(expected("intel-sgx", machine.gramine.signerKey, "root", "swap"));
    assertThat(messages())
        .doesNotContain(LowerHex.encode(machine.gramine.signerKey))
        .contains("mr_signer");
    assertThat(machine.kernel.sevGuest.requests).isEmpty();
  }

  @Test
  void enclaveWithoutAKeyIsAnErrorWithItsCode() throws Exception {
    machine.gramine.signerKey = new byte[16];
    assertThat(derive(SGX + "mrsigner")).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(messages()).contains("(key.zero)");
    assertThat(derive(SGX + "mrsigner --gramine-path /elsewhere"))
        .isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(messages()).contains("(device.absent)", "/elsewhere");
    assertThat(out.size()).isZero();
  }

  @Test
  void bindingsOfASealingKeyAreExplained() throws Exception {
    assertThat(derive(SGX + "mrsigner --explain")).isEqualTo(ExitStatus.DONE);
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .anyMatch(line -> line.matches("bound +chip +.*second key slot"))
        .anyMatch(line -> line.matches("not bound +mr_enclave .*whatever it runs"))
        .anyMatch(line -> line.matches("bound +mr_signer .*"))
        .anyMatch(line -> line.matches("bound +cpu_svn .*no older one"))
        .noneMatch(line -> line.contains("host_data"));
  }
}
