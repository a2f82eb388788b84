package dev.sealkeep.agent.device.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import dev.sealkeep.agent.device.fault.DeviceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls on a real kernel. */
final class LibCTest {
  private final SystemCalls calls;
  private final Path directory;

  LibCTest(@TempDir Path directory) throws DeviceException {
    this.calls = LibC.load();
    this.directory = directory;
  }

  private String file(String content) throws IOException {
    return Files.writeString(directory.resolve("file"), content).toString();
  }

  @Test
  void readsAFileToItsEnd() throws IOException {
    int descriptor = calls.open(file("abcdef"), SystemCalls.READ_ONLY);
    assertThat(descriptor).isPositive();
    try (Memory buffer = new Memory(4)) {
      assertThat(calls.read(descriptor, buffer, 4)).isEqualTo(4);
      assertThat(buffer.getByteArray(0, 4)).isEqualTo(ascii("abcd"));
      assertThat(calls.read(descriptor, buffer, 4)).isEqualTo(2);
      assertThat(buffer.getByteArray(0, 2)).isEqualTo(ascii("ef"));
      assertThat(calls.read(descriptor, buffer, 4)).isZero();
    }
    assertThat(calls.close(descriptor)).isZero();
    assertThat(Errno.of(calls.close(descriptor))).isEqualTo(Errno.OTHER);
    assertThat(Errno.display(calls.close(descriptor))).isEqualTo("errno 9");
  }

  /** Loads what its process lacks two times, and prints what each of them says. */
  static final class LoadedTwice {
    public static void main(String[] arguments) {
      for (int i = 0; i < 2; i++) {
        try {
          System.out.println(LibC.load());
        } catch (DeviceException failed) {
          System.out.println(failed.problem().display());
        }
      }
    }
  }

  @Test
  void whoeverWantsAMissingLibraryLearnsWhichItIs() throws IOException, InterruptedException {
    Path said = directory.resolve("said");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djna.nounpack=true",
                "-Djna.boot.library.path=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                LoadedTwice.class.getName())
            .redirectOutput(said.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readAllLines(said))
        .filteredOn(line -> line.contains("Could not find JNA native support"))
        .hasSize(2);
  }

  @Test
  void writesAFile() throws IOException {
    String file = file("....");
    int descriptor = calls.open(file, SystemCalls.WRITE_ONLY);
    try (Memory buffer = new Memory(2)) {
      buffer.write(0, ascii("xy"), 0, 2);
      assertThat(calls.write(descriptor, buffer, 2)).isEqualTo(2);
    }
    assertThat(calls.close(descriptor)).isZero();
    assertThat(Path.of(file)).hasContent("xy..");
  }

  @Test
  void descriptorIsNotInherited() throws IOException {
    int descriptor = calls.open(file(""), SystemCalls.READ_ONLY);
    String flags =
        Files.readString(Path.of("/proc/thread-self/fdinfo/" + descriptor))
            .lines()
            .filter(line -> line.startsWith("flags:"))
            .findFirst()
            .orElseThrow();
    assertThat(Integer.parseInt(flags.substring(6).strip(), 8) & 0x80000).isEqualTo(0x80000);
    assertThat(calls.close(descriptor)).isZero();
  }

  @Test
  void makesAndRemovesADirectory() {
    String made = directory.resolve("made").toString();
    assertThat(calls.mkdir(made, 0700)).isZero();
    assertThat(Errno.of(calls.mkdir(made, 0700))).isEqualTo(Errno.EEXIST);
    assertThat(calls.rmdir(made)).isZero();
    assertThat(Errno.of(calls.rmdir(made))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void errorsAreExact() throws IOException {
    assertThat(Errno.of(calls.open("/nowhere/at/all", SystemCalls.READ_ONLY)))
        .isEqualTo(Errno.ENOENT);
    assertThat(Errno.of(calls.open(directory.toString(), SystemCalls.WRITE_ONLY)))
        .isEqualTo(Errno.EISDIR);
    assertThat(Errno.of(calls.open(file("") + "/below", SystemCalls.READ_ONLY)))
        .isEqualTo(Errno.ENOTDIR);
  }

  @ParameterizedTest
  @ValueSource(longs = {0xC0205300L, 0xC0205301L, 0xC0205302L})
  void deviceWithoutTheRequestSaysSo(long request) {
    int descriptor = calls.open("/dev/null", SystemCalls.READ_WRITE);
    try (Memory argument = new Memory(32)) {
      argument.clear();
      assertThat(Errno.of(calls.ioctl(descriptor, request, argument))).isEqualTo(Errno.ENOTTY);
    }
    assertThat(calls.close(descriptor)).isZero();
  }

  /** Where it is set, JNA runs no program to find libraries. */
  @Test
  void librariesAreLookedForWithoutAnotherProgram() {
    assertThat(System.getProperty("jna.platform.library.path")).contains("-linux-gnu");
  }

  @Test
  void processLeavesNoCore() {
    assertThat(LibC.dumpable()).isFalse();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
