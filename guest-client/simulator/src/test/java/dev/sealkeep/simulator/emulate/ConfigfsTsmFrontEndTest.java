package dev.sealkeep.simulator.emulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sealkeep.simulator.ReportCheck;
import dev.sealkeep.simulator.ReportEditor;
import dev.sealkeep.simulator.ReportField;
import dev.sealkeep.simulator.TestInstallation;
import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plain file operations of this process on a mount in the foreground, and a command on its own. */
@Timeout(300)
class ConfigfsTsmFrontEndTest {
  private static final byte[] DATA = TestInstallation.REPORT_DATA;

  @TempDir Path directory;
  private final List<Process> mounts = new ArrayList<>();
  private Path machine = Path.of("");
  private Path mount = Path.of("");

  @BeforeAll
  static void checkNeeds() throws Exception {
    Needs.root();
    Needs.fuse();
    Needs.program("gcc", "gcc");
  }

  @BeforeEach
  void makeMachine() throws Exception {
    machine = FrontEnd.machine(directory);
    mount = Files.createDirectory(directory.resolve("mount"));
  }

  @AfterEach
  void unmount() throws Exception {
    for (Process process : mounts) {
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the front end ends").isTrue();
      assertThat(process.exitValue()).isZero();
    }
    assertThat(mount).isEmptyDirectory();
  }

  @Test
  void recommendedExchangeGivesABoundReport() throws Exception {
    mounted();
    Path x = Files.createDirectory(mount.resolve("x"));
    assertThat(Files.readString(x.resolve("provider"))).isEqualTo("sev_guest\n");
    assertThat(Files.readString(x.resolve("generation"))).isEqualTo("0\n");
    write(x.resolve("privlevel"), "0x1".getBytes(StandardCharsets.US_ASCII));
    write(x.resolve("inblob"), DATA);
    byte[] report = read(x.resolve("outblob"));
    byte[] table = read(x.resolve("auxblob"));

    assertThat(Files.readString(x.resolve("generation"))).isEqualTo("2\n");
    assertThat(ReportEditor.read(report, ReportField.REPORT_DATA)).isEqualTo(DATA);
    assertThat(ReportEditor.read(report, ReportField.VMPL)[0]).isEqualTo((byte) 1);
    assertThat(ReportCheck.signed(report, table)).isTrue();
    Files.delete(x);
    assertThat(x).doesNotExist();
  }

  @Test
  void sameBytesAgainAreANewGenerationAtTheClose() throws Exception {
    mounted();
    Path x = Files.createDirectory(mount.resolve("x"));
    for (int i = 1; i <= 20; i++) {
      write(x.resolve("inblob"), DATA);
      assertThat(Files.readString(x.resolve("generation"))).isEqualTo(i + "\n");
      assertThat(read(x.resolve("outblob"))).hasSize(ReportField.REPORT_BYTES);
    }
    Files.delete(x);
  }

  @Test
  void errorsAreTheKernels() throws Exception {
    mounted();
    Path x = Files.createDirectory(mount.resolve("x"));

    assertThatThrownBy(() -> Files.createDirectory(x))
        .isInstanceOf(FileAlreadyExistsException.class);
    fails(() -> read(x.resolve("outblob")), "Invalid argument");
    fails(() -> write(x.resolve("inblob"), new byte[65]), "File too large");
    fails(() -> read(x.resolve("outblob")), "Invalid argument");
    fails(() -> write(x.resolve("privlevel"), new byte[] {'4'}), "Invalid argument");
    fails(() -> read(x.resolve("inblob")), "Permission denied|" + x.resolve("inblob"));
    fails(() -> write(x.resolve("outblob"), DATA), "Permission denied|" + x.resolve("outblob"));
    try (var open = Files.newInputStream(x.resolve("provider"))) {
      assertThat(open.read()).isEqualTo('s');
      fails(() -> Files.delete(x), "Device or resource busy");
    }
    Files.delete(x);
    assertThat(x.resolve("manifestblob")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "outblob:errno=EBUSY*2, Device or resource busy", "outblob:errno=ENXIO*2, No such device",
    "ext-report:fw=0x16, Input/output error", "ext-report:status=0x16*2, Invalid argument",
    "outblob:errno=ETIMEDOUT*2, Connection timed out", "outblob:gone, Input/output error"
  })
  void injectedErrorsReachTheReader(String fault, String message) throws Exception {
    mounted("--fault", fault);
    Path x = Files.createDirectory(mount.resolve("x"));
    write(x.resolve("inblob"), DATA);

    fails(() -> read(x.resolve("outblob")), message);
    if (fault.endsWith("*2")) {
      fails(() -> read(x.resolve("outblob")), message);
      assertThat(read(x.resolve("outblob"))).hasSize(ReportField.REPORT_BYTES);
      Files.delete(x);
    }
  }

  @Test
  void injectedRacesAndDamageReachTheReader() throws Exception {
    mounted(
        "--fault",
        "auxblob:interloper*1",
        "--fault",
        "outblob:short=10*1",
        "--fault",
        "inblob:lost@2*1");
    Path x = Files.createDirectory(mount.resolve("x"));
    write(x.resolve("inblob"), DATA);
    assertThat(read(x.resolve("outblob"))).hasSize(10);
    assertThat(read(x.resolve("auxblob"))).isNotEmpty();
    assertThat(Files.readString(x.resolve("generation"))).isEqualTo("2\n");
    assertThat(ReportEditor.read(read(x.resolve("outblob")), ReportField.REPORT_DATA))
        .isNotEqualTo(DATA);
    write(x.resolve("inblob"), DATA);
    assertThat(Files.readString(x.resolve("generation"))).as("lost").isEqualTo("2\n");
    Files.delete(x);
  }

  @Test
  void commandFindsTheMountAndBothDevicesAreOfOneGuest() throws Exception {
    Needs.seccompNotification();
    Path client = FrontEnd.compiled(directory, "sev_guest_client");
    String script =
        """
        mkdir "$0/x" && head -c 64 /dev/zero >"$0/x/inblob"
        printf 'tsm report='; od -An -v -tx1 "$0/x/outblob" | tr -d ' \\n'; echo
        "$1" report; exit 5
        """;
    Ended ended =
        FrontEnd.run(
            directory,
            "configfs-tsm",
            List.of(
                "--machine",
                machine.toString(),
                "--mount",
                mount.toString(),
                "--",
                sevGuest(),
                "--",
                "sh",
                "-c",
                script,
                mount.toString(),
                client.toString()));

    assertThat(ended.status()).as(ended.err()).isEqualTo(5);
    assertThat(reportId(ended.value("tsm", "report")))
        .isEqualTo(reportId(ended.value("report", "report")));
  }

  private static String sevGuest() {
    return Path.of(System.getProperty("sealkeep.root", "."), "ops/emulate/sev-guest").toString();
  }

  private static byte[] reportId(String hex) {
    return ReportEditor.read(HexFormat.of().parseHex(hex), ReportField.REPORT_ID);
  }

  private void mounted(String... options) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("--machine", machine.toString(), "--mount", mount.toString()));
    arguments.addAll(List.of(options));
    Process process = FrontEnd.start(directory, "configfs-tsm", arguments);
    mounts.add(process);
    Path err = directory.resolve("err");
    await()
        .atMost(120, TimeUnit.SECONDS)
        .until(() -> !process.isAlive() || Files.readString(err).contains("mounted at"));
    assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
  }

  private interface Operation {
    void run() throws IOException;
  }

  /** The message of a failure is the kernel's text; one of several is enough. */
  private static void fails(Operation operation, String messages) {
    assertThatThrownBy(operation::run)
        .isInstanceOf(IOException.class)
        .message()
        .containsAnyOf(messages.split("\\|", -1));
  }

  /** Reads to the end; streams that ask for their position cannot, since a blob has none. */
  private static byte[] read(Path file) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        content.write(buffer, 0, count);
      }
    }
    return content.toByteArray();
  }

  /** One write and one close, as a shell does. */
  private static void write(Path file, byte[] content) throws IOException {
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
      out.write(content);
    }
  }
}
