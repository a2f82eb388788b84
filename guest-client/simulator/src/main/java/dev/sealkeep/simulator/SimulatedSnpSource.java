package dev.sealkeep.simulator;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.name.Technology;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The simulated processor as a device of the guest client. It is present only where the system
 * property {@value #PROPERTY} names the directory of an {@link SnpInstallation} that also holds a
 * {@link SimulatedGuestFile}. Each collection reads both anew, so that a changed description counts
 * at once, and the guest is launched anew.
 */
public final class SimulatedSnpSource implements EvidenceSource {
  /** The system property that names the directory. */
  public static final String PROPERTY = "sealkeep.simulator";

  private final Supplier<@Nullable String> directory;
  private final SecureRandom random;

  /** Made by {@link java.util.ServiceLoader}; reads the system property at each call. */
  public SimulatedSnpSource() {
    this(() -> System.getProperty(PROPERTY), new SecureRandom());
  }

  /** A source for that directory, whatever the system property says. */
  public SimulatedSnpSource(Path directory, SecureRandom random) {
    this(directory::toString, random);
  }

  private SimulatedSnpSource(Supplier<@Nullable String> directory, SecureRandom random) {
    this.directory = directory;
    this.random = random;
  }

  @Override
  public Technology technology() {
    return Technology.SIMULATED_AMD_SEV_SNP;
  }

  @Override
  public boolean present() {
    return directory.get() != null;
  }

  @Override
  public EvidenceItem collect(byte[] reportData) throws EvidenceUnavailableException {
    String named = directory.get();
    if (named == null) {
      throw new EvidenceUnavailableException(
          "no simulated processor; set the system property " + PROPERTY + " to its directory");
    }
    try {
      return collect(Path.of(named), reportData);
    } catch (IOException | IllegalArgumentException e) {
      throw new EvidenceUnavailableException(
          "the simulated processor gave no report: " + e.getMessage(), e);
    }
  }

  private EvidenceItem collect(Path installed, byte[] reportData)
      throws IOException, EvidenceUnavailableException {
    Machine machine = Machine.launch(installed, random);
    return new GuestEvidenceSource(
            machine.guest(), machine.description().vmpl(), machine.furtherCertificates())
        .collect(reportData);
  }
}
