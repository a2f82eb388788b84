package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.ConfigurationKey;
import dev.sealkeep.agent.configuration.ConfigurationReader;
import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.PropertyReader;
import dev.sealkeep.agent.configuration.Spelling;
import dev.sealkeep.agent.device.Patience;
import dev.sealkeep.agent.device.TpmSource;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.evidence.TestifyingSource;
import dev.sealkeep.agent.evidence.Testimony;
import dev.sealkeep.agent.output.EvidenceFolder;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.message.EventLog;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.wire.JsonWriter;
import dev.sealkeep.protocol.wire.LowerHex;
import dev.sealkeep.protocol.wire.Sha2;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
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

  ExitStatus run(CommandLine.Evidence arguments) throws IOException {
    PropertyReader options = PropertyReader.of("", arguments.devices(), ConfigurationKey.DEVICES);
    Optional<DeviceSettings> settings = ConfigurationReader.devices(options);
    if (settings.isEmpty()) {
      return messages.unusable("the command line", options.problems());
    }
    Optional<Technology> technology = arguments.technology().flatMap(Technology::parse);
    if (arguments.technology().isPresent() && technology.isEmpty()) {
      return messages.usage(unknownTechnology(arguments.technology().get()));
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
    Optional<EvidenceSource> source =
        devices.sources(settings.get(), Patience.DEFAULT).stream()
            .filter(found -> technology.isEmpty() || found.technology() == technology.get())
            .filter(EvidenceSource::present)
            .findFirst();
    if (source.isEmpty()) {
      messages.say(
          "no evidence: no device was found at %s, %s or %s (%s)."
              .formatted(
                  settings.get().tsm(),
                  settings.get().sevGuest(),
                  settings.get().tpm().device(),
                  DeviceFault.DEVICE_ABSENT.code()),
          "Run it as root in a confidential VM, or name the device's path.");
      return ExitStatus.NO_EVIDENCE;
    }
    return collect(source.get(), reportData.get(), folder, arguments.format());
  }

  private static String unknownTechnology(String tag) {
    List<String> known = Arrays.stream(Technology.values()).map(Technology::tag).toList();
    return Spelling.nearest(tag, known)
        .map(near -> "unknown technology `%s`: did you mean `%s`?".formatted(tag, near))
        .orElse(
            "unknown technology `%s`: this program knows %s"
                .formatted(tag, String.join(", ", known)));
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
      EvidenceSource source, byte[] reportData, EvidenceFolder folder, CommandLine.Format format)
      throws IOException {
    Testimony testimony;
    try {
      testimony = TestifyingSource.testimony(source, reportData);
    } catch (EvidenceUnavailableException unavailable) {
      messages.say("no evidence: " + unavailable.getMessage());
      return ExitStatus.NO_EVIDENCE;
    }
    try {
      folder.write(testimony);
    } catch (IOException failed) {
      return messages.usage(
          "the evidence cannot be written (%s); free the place and run again"
              .formatted(failed.getClass().getSimpleName()));
    }
    byte[] summary =
        switch (format) {
          case TEXT -> text(testimony, reportData, folder.path());
          case JSON -> json(testimony, reportData, folder.path());
        };
    out.write(summary);
    out.flush();
    return ExitStatus.DONE;
  }

  /** What a TPM's quote has in place of the data, which {@code evidence verify} wants to know. */
  private static Optional<byte[]> qualifyingData(EvidenceItem item, byte[] reportData) {
    return item.technology() == Technology.TPM2 || item.technology() == Technology.AZURE_VTPM
        ? Optional.of(TpmSource.qualifyingData(reportData))
        : Optional.empty();
  }

  private static byte[] text(Testimony testimony, byte[] reportData, Path folder) {
    EvidenceItem item = testimony.item();
    StringBuilder text =
        new StringBuilder(
            """
            technology   %s
            folder       %s
            evidence     %d bytes
            auxiliary    %d bytes
            report data  %s
            """
                .formatted(
                    item.technology().tag(),
                    folder,
                    item.evidence().length,
                    item.auxiliary().length,
                    LowerHex.encode(reportData)));
    qualifyingData(item, reportData)
        .ifPresent(data -> text.append("quoted data  %s%n".formatted(LowerHex.encode(data))));
    for (EventLog log : testimony.eventLogs()) {
      text.append("event log    %s, %d bytes%n".formatted(log.kind(), log.log().length));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] json(Testimony testimony, byte[] reportData, Path folder) {
    EvidenceItem item = testimony.item();
    byte[] object =
        JsonWriter.object(
            writer -> {
              writer
                  .text("technology", item.technology().tag())
                  .text("directory", folder.toString())
                  .integer("evidence_bytes", item.evidence().length)
                  .hex("evidence_sha256", Sha2.sha256(item.evidence()))
                  .integer("auxiliary_bytes", item.auxiliary().length)
                  .hex("report_data", reportData);
              qualifyingData(item, reportData)
                  .ifPresent(data -> writer.hex("qualifying_data", data));
              if (!testimony.eventLogs().isEmpty()) {
                writer.objects(
                    "event_logs",
                    testimony.eventLogs(),
                    (out, log) -> out.text("kind", log.kind()).integer("bytes", log.log().length));
              }
            });
    byte[] line = Arrays.copyOf(object, object.length + 1);
    line[object.length] = '\n';
    return line;
  }
}
