package dev.sealkeep.simulator.emulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sealkeep.simulator.FirmwareFile;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.ReportCheck;
import dev.sealkeep.simulator.ReportEditor;
import dev.sealkeep.simulator.ReportField;
import dev.sealkeep.simulator.TcbVersion;
import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
class SevGuestFrontEndTest {
  private static final String CALLERS_VALUE = "1122334455667788";

  @TempDir static Path directory;
  private static Path machine = Path.of("");
  private static String client = "";

  @BeforeAll
  static void makeMachineAndClient() throws Exception {
    Needs.root();
    Needs.seccompNotification();
    Needs.program("gcc", "gcc");
    machine = FrontEnd.machine(directory);
    client = FrontEnd.compiled(directory, "sev_guest_client").toString();
  }

  @Test
  void staticProgramGetsReportsCertificatesAndKeysOfOneGuest() throws Exception {
    Ended ended =
        run(List.of(), "report", "sign-extended", "thread", "ext-16384", "key", "key-measured");

    assertThat(ended.status()).isZero();
    byte[] report = hex(ended.value("ext-16384", "report"));
    assertThat(ReportCheck.signed(report, hex(ended.value("ext-16384", "certs")))).isTrue();
    assertThat(ended.value("ext-16384", "behind")).isEqualTo("ee");
    for (String way : List.of("report", "sign-extended", "thread")) {
      assertThat(ended.value(way, "exitinfo2")).isEqualTo(CALLERS_VALUE);
      assertThat(ReportEditor.read(hex(ended.value(way, "report")), ReportField.REPORT_ID))
          .isEqualTo(ReportEditor.read(report, ReportField.REPORT_ID));
    }
    assertThat(ReportEditor.read(report, ReportField.REPORT_DATA)).startsWith(0, 1, 2, 3);
    assertThat(ended.value("key", "key"))
        .hasSize(64)
        .isNotEqualTo(ended.value("key-measured", "key"));
  }

  @ParameterizedTest
  @CsvSource({
    "null-in, 22, ff", "null-out, 22, ff", "wild-in, 14, ff", "version-0, 22, 1122334455667788",
    "unknown, 25, ff", "ext-4096, 5, 100000000", "ext-20480, 22, ff", "ext-100, 22, ff"
  })
  void driverRefusesAsTheKernelsDoes(String call, String errno, String exitInfo2) throws Exception {
    Ended ended = run(List.of(), call, "report");

    assertThat(ended.value(call, "errno")).isEqualTo(errno);
    assertThat(ended.value(call, "exitinfo2")).isEqualTo(exitInfo2);
    assertThat(ended.value("report", "errno")).as("the key is kept").isEqualTo("0");
  }

  @Test
  void badAddressesAndOtherDescriptorsAreLeftToTheKernelsErrors() throws Exception {
    Ended ended = run(List.of(), "wild-argument", "wild-out", "other-descriptor");

    assertThat(ended.value("wild-argument", "errno")).isEqualTo("14");
    assertThat(ended.value("wild-out", "errno")).isEqualTo("14");
    assertThat(ended.value("other-descriptor", "errno")).isEqualTo("25");
  }

  @ParameterizedTest
  @CsvSource({
    "report:fw=0x16, 5, 16",
    "report:vmm=2, 110, 200000000",
    "report:vmm=9, 5, 900000000",
    "report:errno=EBADMSG, 74, 1122334455667788"
  })
  void injectedFailureDisablesTheKey(String fault, String errno, String exitInfo2)
      throws Exception {
    Ended ended = run(List.of("--fault", fault), "report", "key");

    assertThat(ended.value("report", "errno")).isEqualTo(errno);
    assertThat(ended.value("report", "exitinfo2")).isEqualTo(exitInfo2);
    assertThat(ended.value("key", "errno")).isEqualTo("25");
  }

  @Test
  void injectedRefusalsAndDamageReachTheProgram() throws Exception {
    Ended ended =
        run(
            List.of(
                "--fault",
                "key:status=0x27*1",
                "--fault",
                "key:zero@2",
                "--fault",
                "report:short=7",
                "--fault",
                "ext-report:garbled"),
            "key",
            "key",
            "report",
            "ext-16384");

    assertThat(ended.values("key", "errno")).containsExactly("0", "0");
    assertThat(ended.values("key", "status")).containsExactly("27", "0");
    assertThat(ended.values("key", "key")).containsExactly("00".repeat(32), "00".repeat(32));
    assertThat(ended.value("report", "size")).isEqualTo("7");
    assertThat(
            ReportCheck.signed(
                hex(ended.value("ext-16384", "report")), hex(ended.value("ext-16384", "certs"))))
        .isFalse();
  }

  @Test
  void deadSimulatorIsAnInputOutputErrorAtOnce() throws Exception {
    Ended ended = run(List.of("--fault", "report:gone"), "report", "key", "ext-4096");

    assertThat(ended.values("report", "errno")).containsExactly("5");
    assertThat(ended.values("key", "errno")).containsExactly("5");
    assertThat(ended.err()).contains("the simulator is gone; its devices answer with EIO");
  }

  @Test
  void jnaAndTheForeignFunctionApiReachTheDevice() throws Exception {
    Ended ended =
        command(
            List.of(),
            FrontEnd.java().toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            FrontEnd.classPath(),
            JavaClient.class.getName());

    assertThat(ended.out()).isEqualTo("jna status=0 size=1184\nffm status=0 size=1184\n");
  }

  @Test
  void firmwareUpdateReachesTheRunningGuest() throws Exception {
    TcbVersion newer = Product.GENOA.initialTcb().withSnp(26);
    Path own = FrontEnd.machine(Files.createDirectory(directory.resolve("updated")));
    Process process =
        FrontEnd.start(
            directory,
            "sev-guest",
            List.of("--machine", own.toString(), "--", client, "report", "<", "report"));
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String before = out.readLine();
    FirmwareFile.of(newer).write(own);
    process.outputWriter(StandardCharsets.UTF_8).append('\n').flush();
    String after = out.readLine();
    FrontEnd.finish(directory, process);

    assertThat(field(before, ReportField.REPORTED_TCB))
        .isEqualTo(Product.GENOA.initialTcb().encode());
    assertThat(field(after, ReportField.REPORTED_TCB)).isEqualTo(newer.encode());
    assertThat(field(after, ReportField.REPORT_ID)).isEqualTo(field(before, ReportField.REPORT_ID));
  }

  @Test
  void statusAndSignalsAreTheCommandsOwn() throws Exception {
    assertThat(command(List.of(), "sh", "-c", "exit 7").status()).isEqualTo(7);
    assertThat(command(List.of(), "sh", "-c", "kill -KILL $$").status()).isEqualTo(137);
    assertThat(command(List.of(), "/nonexistent/program").status()).isEqualTo(127);
    Process process = start(List.of(), "sh", "-c", "trap 'exit 9' TERM; echo up; read line");
    assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("up");
    assertThat(process.toHandle().destroy()).isTrue();
    assertThat(FrontEnd.finish(directory, process).status()).isEqualTo(9);
  }

  @Test
  void deviceIsPrivateAndNothingStaysBehind() throws Exception {
    Ended ended =
        command(
            List.of(),
            "sh",
            "-c",
            "test -c /dev/sev-guest && echo device=yes; echo guest=$SEALKEEP_EMULATED_GUEST");
    Path socket = Path.of(ended.out().lines().toList().getLast().substring("guest=".length()));

    assertThat(ended.out()).startsWith("device=yes\n");
    assertThat(Path.of("/dev/sev-guest")).doesNotExist();
    await().until(() -> !Files.exists(socket.getParent()));
  }

  @Test
  void unusableCommandLinesSayWhy() throws Exception {
    Ended fault = command(List.of("--fault", "key:oops"), "true");
    assertThat(fault.status()).isEqualTo(2);
    assertThat(fault.err()).contains("key cannot fail by 'oops'; it can by errno=NAME");
    Ended none = FrontEnd.run(directory, "sev-guest", List.of("--", "true"));
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("--machine is missing");
    Ended help = FrontEnd.run(directory, "sev-guest", List.of("--help"));
    assertThat(help.status()).isZero();
    assertThat(help.out()).startsWith("usage: ops/emulate/sev-guest --machine DIR");
  }

  private static Ended run(List<String> options, String... calls) throws Exception {
    List<String> command = new ArrayList<>(List.of(client));
    command.addAll(List.of(calls));
    return command(options, command.toArray(String[]::new));
  }

  private static Ended command(List<String> options, String... command) throws Exception {
    return FrontEnd.finish(directory, start(options, command));
  }

  private static Process start(List<String> options, String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--machine", machine.toString()));
    arguments.addAll(options);
    arguments.add("--");
    arguments.addAll(List.of(command));
    return FrontEnd.start(directory, "sev-guest", arguments);
  }

  private static byte[] field(String line, ReportField field) {
    return ReportEditor.read(hex(line.substring(line.indexOf("report=") + 7)), field);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
