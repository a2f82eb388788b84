package dev.sealkeep.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.service.harness.Simulation;
import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.KeySelection;
import dev.sealkeep.simulator.ReportRequest;
import dev.sealkeep.simulator.SeededRandom;
import dev.sealkeep.simulator.SigningKey;
import dev.sealkeep.simulator.SnpProcessor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sealkeep policy replay} over a folder of raw evidence. */
final class EvidenceReplayTest {
  private static final Path VECTORS = Path.of(System.getProperty("sealkeep.vectors", "absent"));
  private static final String SIMULATED = "simulated-amd-sev-snp";
  private static final String WHEN = "2026-06-01T00:00:00Z";

  @TempDir private Path folder = Path.of("");

  private JsonNode replay(String policy, int exitCode, String... more) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("web.policy"), "sealkeep 1\npolicy web { " + policy + " }");
    String[] arguments =
        Stream.of(
                Stream.of("policy", "replay", file.toString(), "--output", "json"),
                Stream.of("--dir", folder.resolve("recorded").toString()),
                Stream.of(more))
            .flatMap(part -> part)
            .toArray(String[]::new);
    Outcome outcome = new CommandRun().run(arguments);
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(exitCode);
    return new ObjectMapper().readTree(outcome.out());
  }

  private void simulatedBoot() throws IOException {
    SnpProcessor chip = Simulation.genoa().processor(1);
    byte[] report =
        chip.launch(
                GuestConfiguration.of(new byte[48]).build(),
                new SeededRandom("replay".getBytes(StandardCharsets.UTF_8)))
            .report(new ReportRequest(new byte[64], 0, KeySelection.VCEK));
    Path boot = Files.createDirectories(folder.resolve("recorded/boot"));
    Files.write(boot.resolve("report"), report);
    Files.write(boot.resolve("vcek"), chip.certificate(SigningKey.VCEK));
    Path vendor = Files.createDirectory(folder.resolve("vendor"));
    Files.write(vendor.resolve("ask"), Simulation.genoa().ask());
    Files.write(vendor.resolve("ark"), Simulation.genoa().ark());
  }

  private String[] simulatedTrust(String... more) {
    return Stream.concat(
            Stream.of(
                "--collateral",
                folder.resolve("vendor").toString(),
                "--trust",
                SIMULATED + "=" + folder.resolve("vendor/ark")),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static String reason(JsonNode report) {
    return report.path("groups").path(0).path("reason").asText();
  }

  @Test
  void evidenceWithoutARecordTakesATimeAndAnOldPolicy() throws IOException {
    simulatedBoot();
    Path old =
        Files.writeString(
            folder.resolve("old.policy"),
            "sealkeep 1\npolicy web { permit " + SIMULATED + " { vmpl == 0 } }");
    String stricter = "permit " + SIMULATED + " { vmpl == 1 }";
    assertThat(reason(replay(stricter, 1, simulatedTrust()))).isEqualTo("replay.time_unknown");
    assertThat(reason(replay(stricter, 1, simulatedTrust("--at", WHEN))))
        .isEqualTo("replay.decision_unknown");
    JsonNode report =
        replay(stricter, 1, simulatedTrust("--at", WHEN, "--against", old.toString()));
    assertThat(report.path("counts").path("newly_denied").asInt()).isEqualTo(1);
    assertThat(report.path("groups").path(0).path("technology").asText()).isEqualTo(SIMULATED);
    assertThat(report.path("groups").path(0).path("examples").path(0).asText()).isEqualTo("boot");
  }

  @Test
  void aRecordGivesItsEvidenceTheTimeAndTheDecision() throws IOException {
    simulatedBoot();
    Files.writeString(
        folder.resolve("recorded/boot/attestation.json"),
        "{\"time\": \"" + WHEN + "\", \"released\": true, \"evidence\": \".\"}");
    replay("permit " + SIMULATED + " { vmpl == 0 }", 0, simulatedTrust());
  }

  @Test
  void evidenceThatDoesNotVerifyIsNotReplayableWithItsReason() throws IOException {
    simulatedBoot();
    String policy = "permit " + SIMULATED + " { vmpl == 0 }";
    assertThat(reason(replay(policy, 1, "--at", WHEN))).isEqualTo("snp.chain.incomplete");
    assertThat(reason(replay(policy, 1, simulatedTrust("--at", "2066-01-01T00:00:00Z"))))
        .isEqualTo("snp.certificate.expired");
  }

  @Test
  void aRealReportIsReplayed() throws IOException {
    Path vector = VECTORS.resolve("snp/milan-v2-debug-policy");
    assumeTrue(Files.isDirectory(vector), () -> "the vectors " + vector + " are absent");
    Path boot = Files.createDirectories(folder.resolve("recorded/boot"));
    try (Stream<Path> files = Files.list(vector)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, boot.resolve(String.valueOf(file.getFileName())));
      }
    }
    Files.writeString(
        boot.resolve("attestation.json"),
        "{\"time\": \"2023-01-01T00:00:00Z\", \"released\": true, \"evidence\": \".\"}");
    String roots = VECTORS.resolve("roots/amd-milan").toString();
    replay("permit amd-sev-snp { policy.debug }", 0, "--collateral", roots);
    JsonNode report =
        replay("permit amd-sev-snp { policy.debug == false }", 1, "--collateral", roots);
    JsonNode group = report.path("groups").path(0);
    assertThat(group.path("change").asText()).isEqualTo("newly_denied");
    assertThat(group.path("conditions").valueStream().map(line -> line.path("text").asText()))
        .containsExactly("policy.debug == false");
  }
}
