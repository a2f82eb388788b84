package dev.sealkeep.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.gramine.GramineModel;
import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.name.Technology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where an enclave is found, and what it gives. */
final class GramineSourceTest {
  private final GramineModel gramine;

  GramineSourceTest(@TempDir Path directory) {
    gramine = new GramineModel(directory);
  }

  private GramineSource source() {
    return new GramineSource(
        DeviceSettings.DEFAULT.withGramine(gramine.root), () -> gramine, Patience.DEFAULT);
  }

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(EvidenceSource.class))
        .anyMatch(source -> source instanceof GramineSource);
  }

  @Test
  void isThereInAnEnclaveAloneAndLookingLoadsNothing() throws IOException {
    GramineSource source =
        new GramineSource(
            DeviceSettings.DEFAULT.withGramine(gramine.root),
            () -> {
              throw new DeviceException(DeviceFault.DEVICE_LIBRARY, "loaded");
            },
            Patience.DEFAULT);
    assertThat(source.present()).as("gramine-direct has the folder with keys").isFalse();
    Files.writeString(gramine.root.resolve("attestation_type"), "none");
    assertThat(source.present()).isTrue();
  }

  @Test
  void quoteIsSgxEvidence() throws Exception {
    EvidenceItem item = source().collect(new byte[64]);
    assertThat(item.technology()).isEqualTo(Technology.INTEL_SGX);
    assertThat(item.evidence()).isEqualTo(GramineModel.quote(3, new byte[64]));
    assertThat(item.auxiliary()).isEmpty();
  }

  @Test
  void hostWithoutAQuotingServiceIsNamed() {
    gramine.errors.put("open quote", Errno.EACCES);
    assertThatExceptionOfType(EvidenceUnavailableException.class)
        .isThrownBy(() -> source().collect(new byte[64]))
        .withMessageContaining("(sgx.quote_refused)");
  }
}
