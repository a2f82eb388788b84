package dev.sealkeep.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * A guest launched on the machine that a directory describes: an {@link SnpInstallation}, a {@link
 * SimulatedGuestFile}, and perhaps a {@link FirmwareFile} and a CRL. The guest stays the same one
 * for the life of this object; the firmware under it follows {@code firmware.properties}.
 */
public final class Machine implements RunningGuest {
  private final Path directory;
  private final SimulatedGuestFile description;
  private final SnpGuest guest;
  private Optional<FirmwareFile> applied;

  private Machine(
      Path directory,
      SimulatedGuestFile description,
      SnpGuest guest,
      Optional<FirmwareFile> applied) {
    this.directory = directory;
    this.description = description;
    this.guest = guest;
    this.applied = applied;
  }

  /**
   * Launches the guest.
   *
   * @throws IOException if the directory holds no machine, or a wrong one
   */
  public static Machine launch(Path directory, SecureRandom random) throws IOException {
    SnpInstallation installation = SnpInstallation.load(directory);
    SimulatedGuestFile file = SimulatedGuestFile.read(directory, installation.product());
    Optional<FirmwareFile> firmware = FirmwareFile.read(directory, installation.product());
    // A guest that boots now has the present firmware as its launch TCB.
    SimulatedGuestFile now = firmware.map(state -> file.withTcb(state.committed())).orElse(file);
    try {
      SnpProcessor processor = now.processor(installation);
      firmware.ifPresent(state -> state.applyTo(processor));
      SnpGuest guest = processor.launch(file.configuration(), random);
      return new Machine(directory, file, guest, firmware);
    } catch (IllegalArgumentException e) {
      throw new IOException(directory + ": " + e.getMessage(), e);
    }
  }

  /** What the directory said at launch. */
  public SimulatedGuestFile description() {
    return description;
  }

  @Override
  public synchronized SnpGuest guest() throws IOException {
    Optional<FirmwareFile> now =
        FirmwareFile.read(directory, guest.processor().installation().product());
    if (!now.equals(applied)) {
      try {
        now.ifPresent(state -> state.applyTo(guest.processor()));
      } catch (IllegalArgumentException e) {
        throw new IOException(directory.resolve(FirmwareFile.FILE_NAME) + ": " + e.getMessage(), e);
      }
      applied = now;
    }
    return guest;
  }

  @Override
  public List<CertificateTable.Entry> furtherCertificates() throws IOException {
    Path crl = directory.resolve(SimulatedGuestFile.CRL_FILE_NAME);
    return Files.exists(crl)
        ? List.of(new CertificateTable.Entry(CertificateTable.CRL, Files.readAllBytes(crl)))
        : List.of();
  }
}
