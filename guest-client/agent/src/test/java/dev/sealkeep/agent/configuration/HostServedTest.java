package dev.sealkeep.agent.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A configuration that the host serves says whom the host wants to be believed. */
final class HostServedTest {
  @ParameterizedTest
  @CsvSource({
    "/mnt/share/guest.properties,9p,9p",
    "/mnt/share/guest.properties,virtiofs,virtiofs",
    "/boot/efi/guest.properties,vfat,vfat",
    "/run/cidata/guest.properties,iso9660,iso9660",
    "/run/credentials/x.service/guest,ramfs,/run/credentials",
    "/sys/firmware/qemu_fw_cfg/by_name/opt/x/raw,sysfs,/sys/firmware",
  })
  void whatTheHostFillsIsRefused(String file, String type, String why) {
    assertThat(HostServed.problem(Path.of(file), type))
        .hasValueSatisfying(
            problem -> assertThat(problem).startsWith(file + " is on " + why + ", which the host"));
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/sealkeep/root.properties,rootfs",
    "/etc/sealkeep/root.properties,tmpfs",
    "/etc/sealkeep/root.properties,ext4",
    "/run/credentials-of-mine/x,tmpfs",
  })
  void initrdsAndDisksAreNot(String file, String type) {
    assertThat(HostServed.problem(Path.of(file), type)).isEmpty();
  }

  /** Through a link, and for the certificates that a configuration names. */
  @Test
  void linksAreFollowedAndCertificatesHeldToTheSame(@TempDir Path directory) throws IOException {
    Path served = Path.of("/sys/firmware");
    assumeTrue(Files.isDirectory(served), "needs /sys/firmware");
    Path link = Files.createSymbolicLink(directory.resolve("guest.properties"), served);
    assertThat(HostServed.problem(link)).isPresent();

    Path file = directory.resolve("plain.properties");
    Files.writeString(file, "ca = /sys/firmware\n");
    assertThat(ConfigurationReader.read(file, Map.of()))
        .isInstanceOfSatisfying(
            ConfigurationOutcome.Invalid.class,
            invalid ->
                assertThat(invalid.problems())
                    .anyMatch(problem -> problem.contains("which the host can fill")));
  }

  @Test
  void whatIsNotThereIsLeftToWhoReadsIt(@TempDir Path directory) {
    assertThat(HostServed.problem(directory.resolve("absent"))).isEmpty();
  }
}
