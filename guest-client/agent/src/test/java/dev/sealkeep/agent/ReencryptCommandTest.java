package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.escrow.EscrowAnswers;
import dev.sealkeep.agent.volume.VolumeLab;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.simulator.emulate.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rotate --reencrypt}, and {@code unlock} of a volume for which it was begun. */
final class ReencryptCommandTest {
  private static final byte[] NEXT_KEY =
      "the next key of that disk".getBytes(StandardCharsets.UTF_8);

  private final Guest guest;
  private final VolumeLab lab;
  private final FakeMapper mapper = new FakeMapper();

  ReencryptCommandTest(@TempDir Path directory) throws IOException {
    guest = new Guest(directory);
    guest.machine.mapper = mapper;
    lab = new VolumeLab(directory);
  }

  @AfterEach
  void close() {
    guest.close();
  }

  private String output() {
    String text = guest.out.toString(StandardCharsets.UTF_8);
    guest.out.reset();
    return text;
  }

  private Path formatted() throws Exception {
    Path disk = lab.blank("disk");
    assertThat(guest.run("enroll", "" + disk, "--format", "--backup", "" + lab.path("first")))
        .as(guest.messages())
        .isEqualTo(ExitStatus.DONE);
    assertThat(output()).isNotEmpty();
    return disk;
  }

  @Test
  void newVersionAndNewKeyOfTheDataComeInOneRun() throws Exception {
    Path disk = formatted();
    guest.escrow.answers().release(NEXT_KEY, 4);

    assertThat(guest.run("rotate", "" + disk, "--reencrypt", "--backup", "" + lab.path("second")))
        .as(guest.messages())
        .isEqualTo(ExitStatus.DONE);

    assertThat(output())
        .contains("reencrypted volume " + lab.uuid(disk), "decision", "older ones open nothing")
        .contains("header backup in " + lab.path("second"));
    assertThat(guest.messages()).contains("is replaced before anything opens");
    assertThat(guest.escrow.answers().purposes())
        .containsExactly(Purpose.ENROLL, Purpose.ENROLL, Purpose.UNLOCK, Purpose.ENROLL);
    assertThat(lab.metadata(disk).keyslots()).hasSize(1);
    assertThat(guest.run("unlock", "" + disk, "x")).as(guest.messages()).isEqualTo(ExitStatus.DONE);
    assertThat(mapper.opened).hasSize(1);
    // The backup is of the header as it is now.
    VolumeLab.overwrite(disk, 0, new byte[1 << 20]);
    String ran =
        lab.cryptsetup(
            new byte[0],
            "luksHeaderRestore",
            "--header-backup-file",
            "" + lab.path("second"),
            "" + disk);
    assertThat(ran).isEmpty();
    assertThat(guest.run("unlock", "" + disk, "x")).isEqualTo(ExitStatus.DONE);
  }

  @Test
  void slotThatNobodyCarriesIsNamedAndNothingChanges() throws Exception {
    Path disk = lab.luksFormat("disk");
    Path passphrase = Files.writeString(lab.path("passphrase"), VolumeLab.PASSPHRASE);
    assertThat(
            guest.run(
                "enroll",
                "" + disk,
                "--passphrase",
                "" + passphrase,
                "--backup",
                "" + lab.path("first")))
        .isEqualTo(ExitStatus.DONE);
    Path before = lab.copy(disk, "before");

    assertThat(guest.run("rotate", "" + disk, "--reencrypt")).isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains("(slot.lost): 0", "--keep");
    assertThat(guest.run("rotate", "" + disk, "--reencrypt", "--keep", "" + lab.path("no")))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains("(secret.unreadable)");
    assertThat(Files.mismatch(disk, before)).isEqualTo(-1);

    assertThat(guest.run("rotate", "" + disk, "--reencrypt", "--keep", "" + passphrase))
        .as(guest.messages())
        .isEqualTo(ExitStatus.DONE);
    assertThat(lab.metadata(disk).keyslots()).hasSize(2);
    assertThat(
            lab.cryptsetup(
                VolumeLab.PASSPHRASE.getBytes(StandardCharsets.UTF_8),
                "open",
                "--test-passphrase",
                "" + disk))
        .isEmpty();
  }

  /** A disk in use is only prepared; a denial leaves it so; the next unlock does it. */
  @Test
  void diskInUseIsPreparedAndUnlockDoesIt() throws Exception {
    Needs.root();
    Needs.path(Path.of("/dev/loop-control"), "a kernel with loop devices");
    Needs.program("losetup", "mount");
    Needs.program("python3", "python3-minimal");
    Path file = formatted();
    String loop = run("losetup", "-f", "--show", "" + file).strip();
    try {
      Process holder =
          new ProcessBuilder(
                  "python3",
                  "-c",
                  "import os,sys;os.open(sys.argv[1],os.O_RDWR|os.O_EXCL);print('held',flush=True);"
                      + "sys.stdin.read()",
                  loop)
              .start();
      try {
        assertThat(holder.inputReader().readLine()).isEqualTo("held");
        assertThat(guest.run("rotate", loop, "--reencrypt"))
            .as(guest.messages())
            .isEqualTo(ExitStatus.DONE);
        assertThat(output()).contains("prepared volume", "the next `unlock`");
        assertThat(guest.status(Path.of(loop))).isEqualTo(ExitStatus.DONE);
        assertThat(output()).contains("reencryption  0 MiB done");
      } finally {
        holder.getOutputStream().close();
        assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
      }
      guest.escrow.nextRelease(guest.escrow.answers().denial());
      assertThat(guest.run("unlock", loop, "x")).isEqualTo(ExitStatus.DENIED);
      assertThat(mapper.opened).isEmpty();

      assertThat(guest.run("unlock", loop, "x")).as(guest.messages()).isEqualTo(ExitStatus.DONE);

      assertThat(mapper.opened).hasSize(1);
      assertThat(guest.status(Path.of(loop))).isEqualTo(ExitStatus.DONE);
      assertThat(output()).doesNotContain("reencryption");
    } finally {
      run("losetup", "-d", loop);
    }
  }

  /** Invariant 7. */
  @Test
  void keyIsNeverPrinted() throws Exception {
    Path disk = formatted();
    assertThat(guest.run("rotate", "" + disk, "--reencrypt")).isEqualTo(ExitStatus.DONE);
    assertThat(output() + guest.messages()).doesNotContain(EscrowAnswers.KEY);
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
