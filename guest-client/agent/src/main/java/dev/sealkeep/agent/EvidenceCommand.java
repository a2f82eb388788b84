package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.Attesters;
import dev.sealkeep.agent.configuration.ConfigurationKey;
import dev.sealkeep.agent.configuration.ConfigurationReader;
import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.PropertyReader;
import dev.sealkeep.agent.device.Patience;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.evidence.Attestation;
import dev.sealkeep.agent.evidence.CompositeDevice;
import dev.sealkeep.agent.evidence.CredentialIssuer;
import dev.sealkeep.agent.evidence.CredentialUnavailableException;
import dev.sealkeep.agent.evidence.TestifyingSource;
import dev.sealkeep.agent.exchange.EvidenceChoice;
import dev.sealkeep.agent.output.EvidenceFolder;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.wire.LowerHex;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code sealkeep-guest evidence}: obtains evidence and writes it to a folder for inspection.
 *
 * @param out where the summary goes
 * @param messages where everything else goes
 * @param devices the machine's devices
 * @param random what the evidence is over where nothing is asked for
 */
record EvidenceCommand(OutputStream out, Messages messages, Devices devices, SecureRandom random) {
  private static final int REPORT_DATA_BYTES = 64;

  ExitStatus run(CommandLine.Evidence arguments) throws IOException, InterruptedException {
    PropertyReader options = PropertyReader.of("", arguments.devices(), ConfigurationKey.DEVICES);
    Optional<DeviceSettings> settings = ConfigurationReader.devices(options);
    if (settings.isEmpty()) {
      return messages.unusable("the command line", options.problems());
    }
    List<String> problems = new ArrayList<>();
    Optional<Attesters> wanted =
        arguments.technology().flatMap(text -> Attesters.parse(text, problems::add));
    if (!problems.isEmpty()) {
      return messages.usage(problems.getFirst());
    }
    Optional<byte[]> reportData = reportData(arguments.reportData());
    if (reportData.isEmpty()) {
      return messages.usage("`--report-data` wants at most 64 bytes in hexadecimal digits");
    }
    EvidenceFolder folder = new EvidenceFolder(Path.of(arguments.directory()));
    Optional<String> obstacle = folder.obstacle();
    if (obstacle.isPresent()) {
      return messages.usage("the evidence cannot be written: " + obstacle.get());
    }
    EvidenceChoice choice = choice(devices.sources(settings.get(), Patience.DEFAULT), wanted);
    if (choice.devices().isEmpty()) {
      return absent(settings.get(), choice);
    }
    return collect(choice.devices().getFirst(), reportData.get(), folder, arguments.format());
  }

  /** What is wanted, or the first device that is there. */
  private static EvidenceChoice choice(List<EvidenceSource> found, Optional<Attesters> wanted) {
    return wanted
        .map(attesters -> EvidenceChoice.of(List.of(attesters), found))
        .orElseGet(
            () ->
                found.stream()
                    .filter(EvidenceSource::present)
                    .findFirst()
                    .map(source -> new CompositeDevice(List.of(source)))
                    .map(device -> new EvidenceChoice(List.of(device), List.of()))
                    .orElseGet(() -> new EvidenceChoice(List.of(), List.of("no device"))));
  }

  private ExitStatus absent(DeviceSettings settings, EvidenceChoice choice) {
    messages.say(
        "no evidence: %s; looked for at %s, %s and %s (%s)."
            .formatted(
                String.join("; ", choice.absences()),
                settings.tsm(),
                settings.sevGuest(),
                settings.tpm().device(),
                DeviceFault.DEVICE_ABSENT.code()),
        "Run it as root in a confidential VM, or name the device's path.");
    return ExitStatus.NO_EVIDENCE;
  }

  private Optional<byte[]> reportData(Optional<String> hex) {
    if (hex.isEmpty()) {
      byte[] nonce = new byte[REPORT_DATA_BYTES];
      random.nextBytes(nonce);
      return Optional.of(nonce);
    }
    return LowerHex.decode(hex.get().toLowerCase(Locale.ROOT))
        .filter(bytes -> bytes.length <= REPORT_DATA_BYTES)
        .map(bytes -> Arrays.copyOf(bytes, REPORT_DATA_BYTES));
  }

  private ExitStatus collect(
      CompositeDevice device, byte[] reportData, EvidenceFolder folder, CommandLine.Format format)
      throws IOException, InterruptedException {
    Attestation attestation;
    try {
      attestation = attestation(device, reportData);
    } catch (EvidenceUnavailableException | CredentialUnavailableException unavailable) {
      messages.say("no evidence: " + unavailable.getMessage());
      return ExitStatus.NO_EVIDENCE;
    }
    try {
      folder.write(attestation);
    } catch (IOException failed) {
      return messages.usage(
          "the evidence cannot be written (%s); free the place and run again"
              .formatted(failed.getClass().getSimpleName()));
    }
    EvidenceSummary summary = new EvidenceSummary(attestation, folder);
    out.write(
        switch (format) {
          case TEXT -> summary.text();
          case JSON -> summary.json();
        });
    out.flush();
    return ExitStatus.DONE;
  }

  /** Of one device over the very bytes, of several over them in place of a transcript's base. */
  private static Attestation attestation(CompositeDevice device, byte[] reportData)
      throws EvidenceUnavailableException, CredentialUnavailableException, InterruptedException {
    return device.sources().size() > 1
        ? device.attest(reportData, CredentialIssuer.NONE)
        : new Attestation(
            List.of(
                new Attestation.Part(
                    TestifyingSource.testimony(
                        device.sources().getFirst(), reportData, CredentialIssuer.NONE),
                    reportData)));
  }
}
