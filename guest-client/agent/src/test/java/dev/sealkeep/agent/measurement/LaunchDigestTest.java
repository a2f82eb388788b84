package dev.sealkeep.agent.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sealkeep.protocol.wire.LowerHex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The digest is the one that others compute of the same files, and damaged files are refused. */
class LaunchDigestTest {
  private static byte[] firmware(String name) throws IOException {
    Path vectors = Path.of(System.getProperty("sealkeep.vectors", "absent"));
    Path file = vectors.resolve("snp-measure/launch-digests").resolve(name);
    assumeThat(Files.exists(file)).as("no vectors in %s", vectors).isTrue();
    return Files.readAllBytes(file);
  }

  private static Optional<BootFiles> empty(String commandLine) {
    return Optional.of(new BootFiles(new byte[0], new byte[0], commandLine));
  }

  private static VirtualCpus cpus(int count, long features) {
    return new VirtualCpus(count, CpuModel.EPYC.signature(), features);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0x21, 803f691094946e42068aaa3a8f9e26a5",
    "1, 0x1, 6d287813eb5222d770f75005c664e34c",
  })
  void aKernelThatQemuHandsOverIsMeasuredWithItsCommandLine(
      int count, String features, String digest) throws Exception {
    byte[] measured =
        LaunchDigest.of(
            firmware("ovmf_AmdSev_suffix.bin"),
            empty("console=ttyS0 loglevel=7"),
            cpus(count, Long.decode(features)));
    assertThat(LowerHex.encode(measured)).hasSize(96).startsWith(digest);
  }

  @Test
  void everyVirtualCpuIsMeasured() throws Exception {
    byte[] measured = LaunchDigest.of(firmware("ovmf_AmdSev_suffix.bin"), empty(""), cpus(4, 0x21));
    assertThat(LowerHex.encode(measured)).startsWith("4953b1fb416fa874980e8442b3706d34");
  }

  @Test
  void withoutAKernelTheFirmwareAloneIsMeasured() throws Exception {
    assertThat(
            LowerHex.encode(
                LaunchDigest.of(
                    firmware("ovmf_AmdSev_suffix.bin"), Optional.empty(), cpus(1, 0x21))))
        .startsWith("e1e1ca029dd7973ab9513295be681984");
    assertThat(
            LowerHex.encode(
                LaunchDigest.of(
                    firmware("ovmf_OvmfX64_suffix.bin"), Optional.empty(), cpus(1, 0x21))))
        .startsWith("28797ae0afaba4005a81e629acebfb59");
  }

  @Test
  void eachFileAndEachNumberCounts() throws Exception {
    byte[] firmware = firmware("ovmf_AmdSev_suffix.bin");
    byte[] kernel = {1};
    byte[] initrd = {2};
    String plain = measure(firmware, new BootFiles(kernel, initrd, "a"), cpus(1, 1));
    assertThat(
            new String[] {
              measure(firmware, new BootFiles(initrd, initrd, "a"), cpus(1, 1)),
              measure(firmware, new BootFiles(kernel, kernel, "a"), cpus(1, 1)),
              measure(firmware, new BootFiles(kernel, initrd, "b"), cpus(1, 1)),
              measure(firmware, new BootFiles(kernel, initrd, "a"), cpus(2, 1)),
              measure(firmware, new BootFiles(kernel, initrd, "a"), cpus(1, 0x21)),
              measure(
                  firmware,
                  new BootFiles(kernel, initrd, "a"),
                  new VirtualCpus(1, CpuModel.MILAN.signature(), 1)),
            })
        .doesNotContain(plain)
        .doesNotHaveDuplicates();
  }

  private static String measure(byte[] firmware, BootFiles boot, VirtualCpus cpus)
      throws FirmwareException {
    return LowerHex.encode(LaunchDigest.of(firmware, Optional.of(boot), cpus));
  }

  @Test
  void aFirmwareThatMeasuresNoKernelIsRefusedOne() throws Exception {
    byte[] firmware = firmware("ovmf_OvmfX64_suffix.bin");
    assertThatThrownBy(() -> LaunchDigest.of(firmware, empty(""), cpus(1, 1)))
        .isInstanceOfSatisfying(
            FirmwareException.class,
            refused -> assertThat(refused.fault()).isEqualTo(FirmwareFault.NO_KERNEL_HASHES));
  }

  @Test
  void whatIsNoFirmwareIsRefused() {
    for (byte[] image : new byte[][] {new byte[0], new byte[100], new byte[(16 << 20) + 4096]}) {
      assertThatThrownBy(() -> LaunchDigest.of(image, Optional.empty(), cpus(1, 1)))
          .isInstanceOfSatisfying(
              FirmwareException.class,
              refused -> assertThat(refused.fault()).isEqualTo(FirmwareFault.SIZE));
    }
    assertThatThrownBy(() -> LaunchDigest.of(new byte[8192], Optional.empty(), cpus(1, 1)))
        .isInstanceOfSatisfying(
            FirmwareException.class,
            refused -> assertThat(refused.fault()).isEqualTo(FirmwareFault.NO_TABLE));
  }

  @Test
  void damagedFirmwareIsMeasuredOtherwiseOrRefused() throws Exception {
    byte[] firmware = firmware("ovmf_AmdSev_suffix.bin");
    byte[] good = LaunchDigest.of(firmware, Optional.empty(), cpus(1, 1));
    Random random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 3_000; round++) {
      byte[] damaged = firmware.clone();
      // The table of GUIDs and the metadata stand in the last kilobyte.
      damaged[damaged.length - 1 - random.nextInt(1024)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(LaunchDigest.of(damaged, Optional.empty(), cpus(1, 1))).isNotEqualTo(good);
      } catch (FirmwareException damage) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 2_999);
  }
}
