package dev.sealkeep.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The verdict on every folder of real evidence, as a person asks for it. A folder without reasons
 * is verified; reasons are in the order in which they are found. Recorded collateral without a time
 * of its own has expired by now.
 */
class VerdictsTest {
  private static final Path VECTORS = Path.of(System.getProperty("sealkeep.vectors", "absent"));

  private static final String OTHERWISE_AT = "2026-11-01T00:00:00Z";

  /** Folder, technology, reasons. */
  private static final String VERDICTS =
      """
      tdx/v4-uptodate-full intel-tdx
      tdx/v4-no-matching-tcb intel-tdx intel.tcb.unsupported
      tdx/v4-debug-outofdate intel-tdx
      tdx/v5-td15-tcb-unsupported intel-tdx intel.tcb.unsupported
      tdx/v4-uptodate-eval intel-tdx
      tdx/v4-outofdate-gcp intel-tdx
      tdx/v4-preproduction-root intel-tdx intel.chain.untrusted_root
      tdx/v4-intel-sample-testpki intel-tdx intel.chain.untrusted_root intel.qe.identity_mismatch
      tdx/v4-parse-oe intel-tdx
      tdx/collateral-numbers intel-tdx intel.tcb_info.expired intel.qe_identity.expired
      sgx/v3-config-and-swhardening-full intel-sgx
      sgx/v3-swhardening-times intel-sgx
      sgx/v3-ppid-cert-type3 intel-sgx intel.pck.missing
      sgx/v3-occlum intel-sgx
      sgx/v3-intel-sample-testpki intel-sgx intel.chain.untrusted_root intel.qe.identity_mismatch
      sgx/v3-chain-corrupted intel-sgx intel.signature.invalid intel.qe_identity.expired
      sgx/tcbinfo-json-negatives intel-sgx intel.tcb_info.malformed intel.tcb_info.signature_invalid
      tpm/quote-rsa-24pcr tpm2
      tpm/attest-only tpm2 tpm.ak.missing tpm.signature.missing tpm.pcrs.missing
      tpm/gce-attestation-nonce tpm2
      eventlog/cos-101-amd-sev tcg-event-log
      eventlog/rhel8-uefi tcg-event-log
      eventlog/ubuntu-1804-amd-sev tcg-event-log
      eventlog/debian-10 tcg-event-log
      eventlog/glinux-alex tcg-event-log
      eventlog/ubuntu-2404-amd-sevsnp tcg-event-log
      eventlog/gdc-host tcg-event-log
      eventlog/crypto-agile-sha256-only tcg-event-log
      eventlog/short-no-action tcg-event-log
      eventlog/option-rom tcg-event-log
      eventlog/ccel-cos-113 intel-tdx
      eventlog/ccel-dupe-separator tcg-event-log eventlog.separator.duplicate
      eventlog/ccel-ovmf tcg-event-log
      eventlog/ccel-aael-alibaba tcg-event-log
      azure-vtpm/snp-v0 azure-vtpm
      azure-vtpm/snp-v2-userdata azure-vtpm
      azure-vtpm/snp-hcl-parts azure-vtpm
      azure-vtpm/tdx-v1 azure-vtpm
      azure-vtpm/hcl-tdx-constellation azure-vtpm azure.td_quote.missing azure.quote.missing
      nitro/debug-proper aws-nitro
      nitro/tampered-signature aws-nitro nitro.signature.invalid
      nitro/tampered-certificate aws-nitro nitro.certificate.malformed nitro.signature.invalid
      nitro/production-pcrs aws-nitro
      cca/tf-rmm-token arm-cca cca.platform_key.untrusted
      nvidia/hopper-report nvidia-gpu
      """;

  @TestFactory
  Stream<DynamicTest> everyFolderGetsItsVerdict() {
    assumeTrue(Files.isDirectory(VECTORS), () -> "the vectors " + VECTORS + " are absent");
    return VERDICTS
        .lines()
        .map(line -> line.split(" ", -1))
        .map(row -> DynamicTest.dynamicTest(row[0], () -> check(row)));
  }

  private static void check(String[] row) throws IOException {
    Path folder = VECTORS.resolve(row[0]);
    List<Object> arguments =
        new ArrayList<>(List.of("verify", folder, "--collateral", VECTORS.resolve("roots")));
    JsonNode at = time(folder);
    arguments.addAll(List.of("--at", at.isTextual() ? at.textValue() : OTHERWISE_AT));
    Run run = Run.of(arguments.toArray());
    List<String> reasons = List.of(row).subList(2, row.length);
    assertThat(run.reasons()).as(run.err()).isEqualTo(reasons);
    assertThat(run.verdict()).isEqualTo(reasons.isEmpty() ? "verified" : "rejected");
    assertThat(run.exitCode()).isEqualTo(reasons.isEmpty() ? 0 : 1);
    assertThat(run.json().path("technology").asText()).isEqualTo(row[1]);
  }

  private static JsonNode time(Path folder) throws IOException {
    for (JsonNode one : new ObjectMapper().readTree(folder.resolveSibling("cases.json").toFile())) {
      if (one.path("id").asText().equals(folder.getFileName().toString())) {
        return one.path("verify_at");
      }
    }
    throw new IOException("no case of " + folder);
  }
}
