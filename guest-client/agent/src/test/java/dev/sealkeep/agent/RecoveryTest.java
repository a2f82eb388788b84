package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.volume.VolumeLab;
import dev.sealkeep.agent.volume.token.RecoveryToken;
import dev.sealkeep.simulator.emulate.Needs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With {@code recovery} in the configuration a disk opens by age and cryptsetup alone, whatever
 * else is lost: no program of this project takes part in that.
 */
final class RecoveryTest {
  private static final byte[] NEXT_KEY =
      "the next key of that disk".getBytes(StandardCharsets.UTF_8);
  private static final Pattern AGE = Pattern.compile("\"age\":\"([A-Za-z0-9+/=]+)\"");

  private final Guest guest;
  private final VolumeLab lab;
  private final Path identity;

  RecoveryTest(@TempDir Path directory) throws Exception {
    Needs.program("age", "age");
    guest = new Guest(directory);
    guest.machine.mapper = new FakeMapper();
    lab = new VolumeLab(directory);
    identity = directory.resolve("identity");
    run(new byte[0], "age-keygen", "-o", identity.toString());
    guest.more.add("recovery = " + recipient());
  }

  @AfterEach
  void close() {
    guest.close();
  }

  private String recipient() throws Exception {
    return new String(
            run(new byte[0], "age-keygen", "-y", identity.toString()), StandardCharsets.US_ASCII)
        .strip();
  }

  private static byte[] run(byte[] input, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var in = process.getOutputStream()) {
      in.write(input);
    }
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return output;
  }

  private void guest(String... arguments) throws Exception {
    assertThat(guest.run(arguments)).as(guest.messages()).isEqualTo(ExitStatus.DONE);
  }

  /** As an operator would, with the disk or a backup of its header, and the identity. */
  private void assertRecovers(Path header) throws Exception {
    String token =
        lab.cryptsetup(
            new byte[0],
            "token",
            "export",
            "--token-id",
            Integer.toString(token(header).number()),
            header.toString());
    Matcher age = AGE.matcher(token.replace("\\/", "/"));
    assertThat(age.find()).as(token).isTrue();
    byte[] passphrase =
        run(Base64.getDecoder().decode(age.group(1)), "age", "-d", "-i", identity.toString());
    assertThat(passphrase).hasSize(32);
    String opened =
        lab.cryptsetup(
            passphrase,
            "open",
            "--test-passphrase",
            "--key-slot",
            Integer.toString(token(header).keyslot()),
            header.toString());
    assertThat(opened).isEmpty();
  }

  private RecoveryToken token(Path disk) throws Exception {
    var tokens = lab.look(disk, volume -> RecoveryToken.in(volume.header()));
    assertThat(tokens).hasSize(1);
    assertThat(tokens.getFirst().recipient()).isEqualTo(recipient());
    return tokens.getFirst();
  }

  @Test
  void newVolumeAndItsBackupAreRecovered() throws Exception {
    Path disk = lab.blank("disk");
    guest("enroll", "" + disk, "--format", "--backup", "" + lab.path("backup"));
    assertRecovers(disk);
    assertThat(guest.messages()).contains("X25519 alone");
    // A backup has the header and no data.
    Path backup = lab.copy(lab.path("backup"), "copy");
    VolumeLab.overwrite(backup, VolumeLab.DISK_BYTES - 1, new byte[1]);
    assertRecovers(backup);
    assertThat(guest.status(disk)).isEqualTo(ExitStatus.DONE);
    assertThat(guest.out.toString(StandardCharsets.UTF_8))
        .contains("recovery by " + recipient() + "; unverified");
  }

  @Test
  void volumeThatIsThereGetsTheSlotOnce() throws Exception {
    Path disk = lab.luksFormat("disk");
    Path passphrase = Files.writeString(lab.path("passphrase"), VolumeLab.PASSPHRASE);
    guest("enroll", "" + disk, "--passphrase", "" + passphrase, "--backup", "" + lab.path("b1"));
    assertRecovers(disk);
    guest("enroll", "" + disk, "--passphrase", "" + passphrase, "--backup", "" + lab.path("b2"));
    assertThat(lab.metadata(disk).keyslots()).hasSize(3);
  }

  @Test
  void slotOutlivesRotationsAndComesAnewWithANewKeyOfTheData() throws Exception {
    Path disk = lab.blank("disk");
    guest("enroll", "" + disk, "--format", "--backup", "" + lab.path("backup"));
    guest.escrow.answers().release(NEXT_KEY, 4);
    guest("rotate", "" + disk);
    assertRecovers(disk);

    guest("rotate", "" + disk, "--reencrypt");

    assertRecovers(disk);
    assertThat(lab.metadata(disk).keyslots()).hasSize(2);
    assertThat(lab.metadata(disk).tokens()).hasSize(2);
  }

  @Test
  void whatCannotBeIsRefused() throws Exception {
    Path disk = lab.blank("disk");
    guest.more.clear();
    guest.more.add("recovery = age1nobody");
    assertThat(guest.run("enroll", "" + disk, "--format", "--backup", "" + lab.path("backup")))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains("`recovery` is not valid: recipient of age");
    assertThat(guest.escrow.challenges()).isZero();
  }
}
