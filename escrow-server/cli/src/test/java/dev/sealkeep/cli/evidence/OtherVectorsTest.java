package dev.sealkeep.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command on real evidence of enclaves, realms and GPUs, where the vectors are there. */
class OtherVectorsTest {
  private static final Path VECTORS = Path.of(System.getProperty("sealkeep.vectors", "absent"));

  private static Path present(String name) {
    Path path = VECTORS.resolve(name);
    assumeTrue(Files.exists(path), () -> "the vectors " + path + " are absent");
    return path;
  }

  @ParameterizedTest
  @CsvSource({
    "nitro/debug-proper, 2021-09-09T10:19:20.215Z, aws-nitro, 0",
    "nitro/production-pcrs, 2022-10-13T08:58:02.136Z, aws-nitro, 0",
    "nitro/tampered-signature, 2021-09-09T10:19:20.215Z, aws-nitro, 1",
    "nitro/tampered-certificate, 2021-09-09T10:19:20.215Z, aws-nitro, 1",
    "nvidia/hopper-report, 2026-01-01T00:00:00Z, nvidia-gpu, 0",
    "nvidia/hopper-report/cert_chain_good.pem, 2026-01-01T00:00:00Z, nvidia-gpu, 0",
    "nvidia/hopper-report/cert_chain_root_only.pem, 2026-01-01T00:00:00Z, nvidia-gpu, 1",
    "nvidia/hopper-report/cert_chain_missing_leaf.pem, 2026-01-01T00:00:00Z, nvidia-gpu, 1",
    "cca/tf-rmm-token, 2026-01-01T00:00:00Z, arm-cca, 1",
  })
  void everyCaseGetsItsVerdict(String name, String at, String technology, int exitCode) {
    Run run = Run.of("verify", present(name), "--collateral", VECTORS.resolve("roots"), "--at", at);
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
    assertThat(run.json().path("technology").asText()).isEqualTo(technology);
  }

  @Test
  void bareKeyIsTrustedForTheTechnologyThatIsNamed() {
    Path folder = present("cca/tf-rmm-token");
    Path key = folder.resolve("cca_platform.pub.pem");
    Run trusted = Run.of("verify", folder, "--technology", "arm-cca", "--trust", key);
    assertThat(trusted.exitCode()).as(trusted.out() + trusted.err()).isZero();
    Run elsewhere = Run.of("verify", folder, "--technology", "amd-sev-snp", "--trust", key);
    assertThat(elsewhere.exitCode()).isNotZero();
  }
}
