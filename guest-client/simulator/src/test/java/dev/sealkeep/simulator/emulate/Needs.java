package dev.sealkeep.simulator.emulate;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What a test needs of the system. It is skipped, visibly, where something is absent; with {@code
 * sealkeep.require} = {@code all} it fails instead, if a package would have provided it.
 */
public final class Needs {
  private static final String ACTIONS = "/proc/sys/kernel/seccomp/actions_avail";

  /** Bits of capabilities(7): CAP_SYS_ADMIN is 21, CAP_MKNOD is 27. */
  private static final long NEEDED_CAPABILITIES = 1L << 21 | 1L << 27;

  private Needs() {}

  /** Whoever runs this is root, and may mount and make device nodes, as in a container few may. */
  public static void root() throws IOException {
    long effective =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("CapEff:"))
            .map(line -> Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16))
            .findFirst()
            .orElse(0L);
    if ((effective & NEEDED_CAPABILITIES) != NEEDED_CAPABILITIES) {
      abort("needs root with CAP_SYS_ADMIN and CAP_MKNOD");
    }
  }

  /** FUSE, in the kernel and for programs that are compiled. */
  public static void fuse() {
    if (!Files.exists(Path.of("/dev/fuse"))) {
      abort("needs /dev/fuse");
    }
    if (!Files.exists(Path.of("/usr/include/fuse3/fuse.h"))) {
      packaged("libfuse3-dev");
    }
  }

  /** The kernel hands system calls to another process. */
  public static void seccompNotification() throws IOException {
    Path actions = Path.of(ACTIONS);
    if (!Files.exists(actions) || !Files.readString(actions).contains("user_notif")) {
      abort("needs seccomp user notification");
    }
  }

  /** The kernel lays one folder over another. */
  public static void overlay() throws IOException {
    if (!Files.readString(Path.of("/proc/filesystems")).contains("\toverlay\n")) {
      abort("needs overlayfs");
    }
  }

  /** A path is there, as the package {@code inPackage} installs it. */
  public static void path(Path path, String inPackage) {
    if (!Files.exists(path)) {
      packaged(inPackage);
    }
  }

  /** A program is on the path, as the package {@code inPackage} installs it. */
  public static void program(String name, String inPackage) {
    boolean found =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    if (!found) {
      packaged(inPackage);
    }
  }

  private static void packaged(String name) {
    if ("all".equals(System.getProperty("sealkeep.require"))) {
      fail("needs " + name + ": apt-get install -y --no-install-recommends " + name);
    }
    abort("needs " + name);
  }
}
