package dev.sealkeep.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.Register;
import dev.sealkeep.agent.device.fault.DeviceException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExtensionTest {
  private static final Register RTMR3 = Register.parse("rtmr:3").orElseThrow();

  @TempDir Path folder;

  @Test
  void rtmrIsExtendedByOneWriteOfTheEventsDigest() throws Exception {
    Path file = Files.createFile(folder.resolve("rtmr3:sha384"));
    new Extension(folder).extend(DeviceSettings.DEFAULT, RTMR3);
    assertThat(Files.readAllBytes(file))
        .isEqualTo(
            MessageDigest.getInstance("SHA-384")
                .digest("sealkeep/used/v1".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void registerThatIsNotThereIsAFault() {
    assertThatThrownBy(
            () -> new Extension(folder.resolve("no")).extend(DeviceSettings.DEFAULT, RTMR3))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("register.unwritable");
  }

  @Test
  void registersAreReadStrictly() {
    assertThat(Register.parse("tpm:0")).contains(new Register(Register.Kind.TPM, 0));
    assertThat(Register.parse("tpm:15").orElseThrow().spelling()).isEqualTo("tpm:15");
    for (String bad :
        new String[] {"tpm:24", "tpm:150", "tpm:-1", "tpm:07", "rtmr:1", "rtmr:4", "pcr:3", "15"}) {
      assertThat(Register.parse(bad)).as(bad).isEmpty();
    }
  }

  /** After that the key could be had again in the same boot, or never. */
  @ParameterizedTest
  @ValueSource(ints = {16, 17, 18, 19, 20, 21, 22, 23})
  void registerThatSoftwareResetsOrMayNotExtendIsNone(int pcr) {
    assertThat(Register.parse("tpm:" + pcr)).isEmpty();
  }
}
