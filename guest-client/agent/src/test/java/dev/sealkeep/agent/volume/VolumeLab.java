package dev.sealkeep.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.agent.volume.cryptsetup.Cryptsetup;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.Metadata;
import dev.sealkeep.agent.volume.key.EscrowedKey;
import dev.sealkeep.agent.volume.key.KeySource;
import dev.sealkeep.agent.volume.key.VolumeSecret;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.Sha2;
import dev.sealkeep.simulator.emulate.Needs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Disks in files, keys of an escrow, and the program cryptsetup to hold against. */
public final class VolumeLab {
  /** A disk of 24 MiB, of which the header takes 16. */
  public static final long DISK_BYTES = 24L << 20;

  /** The passphrase of volumes that {@link #luksFormat} makes. */
  public static final String PASSPHRASE = "correct horse battery staple";

  /** The key that volumes are enrolled for. */
  public static final KeyOwner OWNER =
      KeyOwner.ofEscrow(new Name("acme"), new Name("payments"), Optional.of(new Name("root")));

  private final Path directory;
  private final Cryptsetup cryptsetup;
  private final SecureRandom random = new SecureRandom();

  /** Works in a directory; what it needs of the system must be there. */
  public VolumeLab(Path directory) {
    this.directory = directory;
    Needs.program("cryptsetup", "cryptsetup-bin");
    try {
      this.cryptsetup = Cryptsetup.load();
    } catch (VolumeException absent) {
      throw new AssertionError("libcryptsetup12 comes with cryptsetup-bin", absent);
    }
  }

  public Cryptsetup cryptsetup() {
    return cryptsetup;
  }

  public SecureRandom random() {
    return random;
  }

  public Path path(String name) {
    return directory.resolve(name);
  }

  /** A disk of zeros. */
  public Path blank(String name) throws IOException {
    Path disk = path(name);
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(DISK_BYTES);
    }
    return disk;
  }

  /** A disk with a volume of the program's that {@link #PASSPHRASE} opens. */
  public Path luksFormat(String name, String... options) throws Exception {
    Path disk = blank(name);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "luksFormat",
                "--type",
                "luks2",
                "--pbkdf",
                "pbkdf2",
                "--pbkdf-force-iterations",
                "1000"));
    arguments.addAll(List.of(options));
    arguments.add(disk.toString());
    cryptsetup(PASSPHRASE.getBytes(StandardCharsets.UTF_8), arguments.toArray(String[]::new));
    return disk;
  }

  /** Runs the program with a key file on standard input, and wants success; what it printed. */
  public String cryptsetup(byte[] key, String... arguments) throws Exception {
    Ran ran = tryCryptsetup(key, arguments);
    assertThat(ran.status()).as(ran.output()).isZero();
    return ran.output();
  }

  /** What came of a run. */
  public record Ran(int status, String output) {}

  public Ran tryCryptsetup(byte[] key, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("cryptsetup", "-q", "--key-file", "-"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var input = process.getOutputStream()) {
      input.write(key);
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), output);
  }

  /** Whether the program opens a slot with a released key's passphrase. */
  public boolean opensForCryptsetup(Path disk, int version) throws Exception {
    try (SlotKey key = key(version);
        VolumeSecret secret = VolumeSecret.of(key.key(), uuid(disk))) {
      Ran ran =
          tryCryptsetup(
              secret.passphrase().bytes(SecretAccess.get()),
              "open",
              "--test-passphrase",
              disk.toString());
      assertThat(ran.status()).as(ran.output()).isIn(0, 2);
      return ran.status() == 0;
    }
  }

  /** The escrow's key in a version. */
  public static SlotKey key(int version) {
    return key(secret(version), version);
  }

  /** Any key that claims to be the escrow's in a version. */
  public static SlotKey key(SecretBytes secret, int version) {
    return new SlotKey(
        secret,
        new KeySource.Escrow(new EscrowedKey(new Name("acme"), new Name("payments"), version)));
  }

  /** A slot to make for a version. */
  public static NewSlot slot(int version) {
    return NewSlot.of(key(version));
  }

  /** What an older version opens. */
  public static Opening old(int version) {
    return new Opening.Slot(key(version));
  }

  /** The bytes of the escrow's key in a version. */
  public static SecretBytes secret(int version) {
    return SecretBytes.owning(Sha2.sha256(("key " + version).getBytes(StandardCharsets.UTF_8)));
  }

  public static SecretBytes passphrase() {
    return SecretBytes.owning(PASSPHRASE.getBytes(StandardCharsets.UTF_8));
  }

  /** What changes something on an editor. */
  public interface Change<T> {
    T run(VolumeEditor editor) throws Exception;
  }

  /** Makes a change to a disk. */
  public <T> T edit(Path disk, Change<T> change) throws Exception {
    try (Disk opened = Disk.toChange(disk)) {
      return change.run(new VolumeEditor(opened, cryptsetup, random));
    }
  }

  /** Formats a blank disk for version 1. */
  public Path formatted(String name) throws Exception {
    Path disk = blank(name);
    edit(
        disk,
        editor ->
            editor.format(
                OWNER,
                List.of(slot(1)),
                Optional.empty(),
                Optional.empty(),
                false,
                path(name + ".backup")));
    return disk;
  }

  /** Gives a volume of version 1 a further slot, which {@link #PASSPHRASE} opens. */
  public void addPassphrase(Path disk) throws Exception {
    Path file = Files.writeString(path("further-passphrase"), PASSPHRASE);
    try (VolumeSecret secret = VolumeSecret.of(secret(1), uuid(disk))) {
      cryptsetup(
          secret.passphrase().bytes(SecretAccess.get()),
          "luksAddKey",
          "--pbkdf",
          "pbkdf2",
          "--pbkdf-force-iterations",
          "1000",
          disk.toString(),
          file.toString());
    }
  }

  /** Whether the program opens a slot with {@link #PASSPHRASE}. */
  public boolean opensByPassphrase(Path disk) throws Exception {
    Ran ran =
        tryCryptsetup(
            PASSPHRASE.getBytes(StandardCharsets.UTF_8),
            "open",
            "--test-passphrase",
            disk.toString());
    return ran.status() == 0;
  }

  /**
   * Whether another process would get a lock on a disk, as another run of this program takes it.
   */
  public boolean othersMayLock(Path disk) throws Exception {
    Needs.program("python3", "python3-minimal");
    String script =
        "import fcntl,sys;fcntl.lockf(open(sys.argv[1],'r+b'),fcntl.LOCK_EX|fcntl.LOCK_NB)";
    Process process =
        new ProcessBuilder("python3", "-c", script, disk.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(output).matches("(?s)|.*BlockingIOError.*");
    return process.exitValue() == 0;
  }

  /** What reads something of a volume. */
  public interface Look<T> {
    T at(Volume volume) throws Exception;
  }

  /** Looks at a volume. */
  public <T> T look(Path disk, Look<T> look) throws Exception {
    try (Disk opened = Disk.toRead(disk)) {
      return look.at(Volume.read(opened, cryptsetup, random));
    }
  }

  public UUID uuid(Path disk) throws Exception {
    return look(disk, volume -> volume.header().uuid());
  }

  /** Opens nothing but checks that a version's key would. */
  public void assertOpens(Path disk, int version) throws Exception {
    int opened =
        look(
            disk,
            volume -> {
              try (SlotKey key = key(version)) {
                return volume.check(OWNER, key).source().escrowed().orElseThrow().version();
              }
            });
    assertThat(opened).isEqualTo(version);
  }

  /** The metadata on a disk. */
  public Metadata metadata(Path disk) throws Exception {
    return look(disk, volume -> volume.header().metadata());
  }

  /** Wants a fault and nothing else. */
  public static String assertFault(VolumeFault fault, Attempt attempt) {
    VolumeException refused = catchThrowableOfType(VolumeException.class, attempt::run);
    assertThat(refused).as("no refusal, wanted " + fault).isNotNull();
    assertThat(refused.problem().fault()).as(refused.getMessage()).isEqualTo(fault);
    return refused.problem().detail();
  }

  /** What should fail. */
  public interface Attempt {
    void run() throws Exception;
  }

  /** Writes bytes over a part of a disk. */
  public static void overwrite(Path disk, long at, byte[] bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.seek(at);
      file.write(bytes);
    }
  }

  /** Reads a part of a disk. */
  public static byte[] read(Path disk, long at, int length) throws IOException {
    byte[] bytes = new byte[length];
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "r")) {
      file.seek(at);
      file.readFully(bytes);
    }
    return bytes;
  }

  /** A copy of a disk. */
  public Path copy(Path disk, String name) throws IOException {
    return Files.copy(disk, path(name));
  }
}
