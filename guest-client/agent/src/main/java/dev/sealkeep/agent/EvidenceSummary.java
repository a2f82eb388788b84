package dev.sealkeep.agent;

import dev.sealkeep.agent.device.TpmSource;
import dev.sealkeep.agent.evidence.Attestation;
import dev.sealkeep.agent.output.EvidenceFolder;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.message.EventLog;
import dev.sealkeep.protocol.wire.JsonWriter;
import dev.sealkeep.protocol.wire.LowerHex;
import dev.sealkeep.protocol.wire.Sha2;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What evidence was written, and what each item of it is over.
 *
 * @param attestation the evidence
 * @param folder where it was written
 */
record EvidenceSummary(Attestation attestation, EvidenceFolder folder) {
  /** For a person: a block of lines for each item, the outer one last. */
  byte[] text() {
    return attestation.parts().stream()
        .map(this::text)
        .collect(Collectors.joining("\n"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private String text(Attestation.Part part) {
    EvidenceItem item = part.testimony().item();
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
                    folder.of(attestation, part),
                    item.evidence().length,
                    item.auxiliary().length,
                    LowerHex.encode(part.bound())));
    qualifyingData(part)
        .ifPresent(data -> text.append("quoted data  %s%n".formatted(LowerHex.encode(data))));
    for (EventLog log : part.testimony().eventLogs()) {
      text.append("event log    %s, %d bytes%n".formatted(log.kind(), log.log().length));
    }
    return text.toString();
  }

  /** One object and a newline: of a lone item, or of several in the list {@code items}. */
  byte[] json() {
    List<Attestation.Part> parts = attestation.parts();
    byte[] object =
        JsonWriter.object(
            out -> {
              if (parts.size() == 1) {
                write(out, parts.getFirst());
              } else {
                out.text("directory", folder.path().toString())
                    .objects("items", parts, this::write);
              }
            });
    byte[] line = Arrays.copyOf(object, object.length + 1);
    line[object.length] = '\n';
    return line;
  }

  private void write(JsonWriter out, Attestation.Part part) {
    EvidenceItem item = part.testimony().item();
    out.text("technology", item.technology().tag())
        .text("directory", folder.of(attestation, part).toString())
        .integer("evidence_bytes", item.evidence().length)
        .hex("evidence_sha256", Sha2.sha256(item.evidence()))
        .integer("auxiliary_bytes", item.auxiliary().length)
        .hex("report_data", part.bound());
    qualifyingData(part).ifPresent(data -> out.hex("qualifying_data", data));
    if (!part.testimony().eventLogs().isEmpty()) {
      out.objects(
          "event_logs",
          part.testimony().eventLogs(),
          (inner, log) -> inner.text("kind", log.kind()).integer("bytes", log.log().length));
    }
  }

  /** What a TPM's quote has in place of the data, which {@code evidence verify} wants to know. */
  private static Optional<byte[]> qualifyingData(Attestation.Part part) {
    return switch (part.testimony().item().technology()) {
      case TPM2, AZURE_VTPM, SVSM_VTPM -> Optional.of(TpmSource.qualifyingData(part.bound()));
      case AMD_SEV_SNP,
          SIMULATED_AMD_SEV_SNP,
          INTEL_TDX,
          INTEL_SGX,
          AWS_NITRO,
          ARM_CCA,
          NVIDIA_GPU ->
          Optional.empty();
    };
  }
}
