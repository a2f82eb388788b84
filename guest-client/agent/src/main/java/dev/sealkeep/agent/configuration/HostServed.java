package dev.sealkeep.agent.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Files that the machine's host serves, so that nothing measures them: folders that it shares,
 * images and partitions that a boot loader or a provisioning service reads, and what a service
 * manager was handed by firmware (systemd's credentials from SMBIOS or fw_cfg). Whoever is believed
 * is named by the configuration, so it is not taken from there.
 *
 * <p>What is not listed is not thereby measured: only the initrd, or a disk that it opened, is.
 */
public final class HostServed {
  /** Types of file systems as {@code /proc/self/mounts} names them. */
  private static final Set<String> TYPES =
      Set.of(
          "9p",
          "virtiofs",
          "vboxsf",
          "prl_fs",
          "fuse.vmhgfs-fuse",
          "vfat",
          "msdos",
          "exfat",
          "iso9660",
          "udf",
          "nfs",
          "nfs4",
          "cifs",
          "smb3",
          "efivarfs");

  private static final List<Path> FOLDERS =
      List.of(Path.of("/run/credentials"), Path.of("/sys/firmware"), Path.of("/sys/class/dmi"));

  private HostServed() {}

  /**
   * Says why a file is not taken; empty if nothing speaks against it, or if it cannot be read,
   * which whoever reads it says better.
   */
  public static Optional<String> problem(Path file) {
    try {
      Path real = file.toRealPath();
      return problem(real, Files.getFileStore(real).type());
    } catch (IOException | SecurityException unreadable) {
      return Optional.empty();
    }
  }

  static Optional<String> problem(Path real, String type) {
    boolean folder = FOLDERS.stream().anyMatch(real::startsWith);
    if (!folder && !TYPES.contains(type)) {
      return Optional.empty();
    }
    return Optional.of(
        "%s is on %s, which the host can fill: put it into the initrd, which the policy measures"
            .formatted(real, folder ? real.getRoot() + "" + real.subpath(0, 2) : type));
  }
}
