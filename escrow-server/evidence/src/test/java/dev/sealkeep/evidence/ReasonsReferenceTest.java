package dev.sealkeep.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.appraise.AttestationReason;
import dev.sealkeep.evidence.azure.AzureReason;
import dev.sealkeep.evidence.cca.CcaReason;
import dev.sealkeep.evidence.conveyance.ConveyanceReason;
import dev.sealkeep.evidence.eventlog.EventLogReason;
import dev.sealkeep.evidence.ima.ImaReason;
import dev.sealkeep.evidence.intel.IntelReason;
import dev.sealkeep.evidence.nitro.NitroReason;
import dev.sealkeep.evidence.nvidia.NvidiaReason;
import dev.sealkeep.evidence.sgx.SgxReason;
import dev.sealkeep.evidence.snp.SnpReason;
import dev.sealkeep.evidence.svsm.SvsmReason;
import dev.sealkeep.evidence.tdx.TdxReason;
import dev.sealkeep.evidence.tpm.TpmReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/reference/reasons.md to the code; {@code -Dsealkeep.golden=write} writes it anew from
 * its introduction on.
 */
class ReasonsReferenceTest {
  private static final Path REFERENCE =
      Path.of(System.getProperty("sealkeep.root"), "docs/reference/reasons.md");

  /** Every list of reasons under its heading. */
  private static SequencedMap<String, ReasonCode[]> sections() {
    SequencedMap<String, ReasonCode[]> sections = new LinkedHashMap<>();
    sections.put("Attestations", AttestationReason.values());
    sections.put("SEV-SNP (`amd-sev-snp`, `simulated-amd-sev-snp`)", SnpReason.values());
    sections.put("Azure (`azure-vtpm`, `simulated-azure-vtpm`)", AzureReason.values());
    sections.put("SVSM (`svsm-vtpm`, `simulated-svsm-vtpm`)", SvsmReason.values());
    sections.put("TPM 2.0 (`tpm2`)", TpmReason.values());
    sections.put("Event logs (`tcg-event-log`)", EventLogReason.values());
    sections.put("IMA measurement lists (`ima-measurement-list`)", ImaReason.values());
    sections.put("AWS Nitro Enclaves (`aws-nitro`)", NitroReason.values());
    sections.put("Arm CCA (`arm-cca`)", CcaReason.values());
    sections.put("NVIDIA GPUs (`nvidia-gpu`)", NvidiaReason.values());
    sections.put("Conveyance", ConveyanceReason.values());
    sections.put("Every Intel quote (`intel-tdx`, `intel-sgx`)", IntelReason.values());
    sections.put("TDX (`intel-tdx`)", TdxReason.values());
    sections.put("SGX (`intel-sgx`)", SgxReason.values());
    return sections;
  }

  @Test
  void referenceIsWhatTheCodeSays() throws IOException {
    String introduction = Files.readString(REFERENCE).split("\n## ", 2)[0];
    StringBuilder expected = new StringBuilder(introduction);
    sections()
        .forEach(
            (heading, reasons) -> {
              expected.append("\n## ").append(heading).append('\n');
              expected.append("| code | meaning | what to do |\n|---|---|---|\n");
              for (ReasonCode r : reasons) {
                expected
                    .append("| `%s` | %s | %s |".formatted(r.code(), r.meaning(), r.cure()))
                    .append('\n');
              }
            });
    if ("write".equals(System.getProperty("sealkeep.golden"))) {
      Files.writeString(REFERENCE, expected);
    }
    assertThat(Files.readString(REFERENCE)).isEqualTo(expected.toString());
  }

  @Test
  void codesAreDistinctAndWellFormed() {
    List<String> codes =
        sections().sequencedValues().stream()
            .flatMap(Arrays::stream)
            .map(ReasonCode::code)
            .toList();
    assertThat(codes)
        .doesNotHaveDuplicates()
        .allMatch(code -> code.matches("[a-z][a-z0-9]*(\\.[a-z][a-z0-9_]*){1,2}"));
  }
}
