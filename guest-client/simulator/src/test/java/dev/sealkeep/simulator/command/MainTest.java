package dev.sealkeep.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.SimulatedGuestFile;
import dev.sealkeep.simulator.TestInstallation;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class MainTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void firmwareIsUpdatedCommittedAndReportedInTurn() throws Exception {
    String machine = machine();

    assertThat(run("machine", "--update", machine, "--tcb", "snp=26,microcode=90")).isZero();
    assertThat(printed(out))
        .contains("current tcb    bootloader=10,tee=0,snp=26,microcode=90")
        .contains("committed tcb  bootloader=10,tee=0,snp=25,microcode=84")
        .contains("root key       SHA-256 " + TestInstallation.of(Product.GENOA).rootSpkiSha256());
    assertThat(run("machine", "--update", machine, "--commit", "--reported", "snp=25")).isZero();
    assertThat(printed(out))
        .contains("committed tcb  bootloader=10,tee=0,snp=26,microcode=90")
        .contains("reported tcb   bootloader=10,tee=0,snp=25,microcode=90");
    assertThat(run("machine", "--update", machine, "--tcb", "snp=25")).isEqualTo(2);
    assertThat(printed(err)).isEqualTo("simulator: the committed TCB is above the current TCB\n");
  }

  @Test
  void serverIsReadyAndEndsWithItsInput() throws Exception {
    String socket = directory.resolve("socket").toString();

    assertThat(run("serve", "--machine", machine(), "--socket", socket, "--until-eof")).isZero();
    assertThat(printed(out)).isEqualTo("ready\n");
  }

  @Test
  void languageOfFaultsIsPrinted() throws Exception {
    assertThat(run("faults")).isZero();
    assertThat(printed(out)).contains("ext-report", "errno=NAME");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          frobnicate                             | 2 | no command is named 'frobnicate'
          machine --colour                       | 2 | unknown option --colour
          machine --commit                       | 2 | say --new DIR, --update DIR or --show DIR
          machine --new                          | 2 | --new needs a value
          machine --new /nonexistent --product x | 2 | no product is named 'x'; known: milan, genoa
          machine --new /nonexistent --chip x    | 2 | --chip needs a number
          machine --show /nonexistent            | 1 | no simulator installation in /nonexistent
          serve --machine /nonexistent           | 1 | no simulator installation in /nonexistent
          serve --socket x                       | 2 | --machine is missing
          serve --fault key:oops                 | 2 | unusable fault 'key:oops'
          """)
  void unusableCommandLinesSayWhy(String line, int status, String why) throws Exception {
    assertThat(run(line.split(" "))).isEqualTo(status);
    assertThat(printed(err)).startsWith("simulator: " + why);
  }

  private String machine() throws Exception {
    Path machine = directory.resolve("machine");
    TestInstallation.of(Product.GENOA).store(machine);
    SimulatedGuestFile.of(GuestConfiguration.of(TestInstallation.MEASUREMENT).build())
        .write(machine);
    return machine.toString();
  }

  private int run(String... arguments) throws InterruptedException {
    out.reset();
    err.reset();
    return Main.run(
        List.of(arguments),
        InputStream.nullInputStream(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String printed(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
