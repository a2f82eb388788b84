package dev.sealkeep.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.cli.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sealkeep policy holes}. */
final class HolesCommandTest {
  private static final String MEASUREMENT = "1d".repeat(48);

  @TempDir Path folder;

  private String policy(String... lines) throws IOException {
    Path file = folder.resolve("p.policy");
    Files.writeString(
        file,
        "sealkeep 1\npolicy p {\nreference builds = set \"builds\"\npermit amd-sev-snp {\n"
            + String.join("\n", lines)
            + "\n}\n}\n");
    return file.toString();
  }

  private static Outcome run(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "policy";
    all[1] = "holes";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return new CommandRun().run(all);
  }

  @Test
  void aHoleIsShownWithItsReportAndItsCure() throws IOException {
    Outcome outcome =
        run(policy("measurement == hex\"" + MEASUREMENT + "\""), "--severity", "critical");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("1 hole of severity critical or above")
        .contains("critical  hole.snp.debug  amd-sev-snp, line 4")
        .contains("The host may debug the guest")
        .contains("This report would be given the key:")
        .contains("hex\"" + MEASUREMENT.substring(0, 24) + "...\"")
        .containsPattern("policy\\.debug +true")
        .contains("Closed by: not policy.debug")
        .contains("Open below that severity")
        .doesNotContain("chip_id", MEASUREMENT);
  }

  @Test
  void everyClaimIsShownInFullWhereThatIsAsked() throws IOException {
    Outcome outcome =
        run(
            policy("measurement == hex\"" + MEASUREMENT + "\""),
            "--severity",
            "critical",
            "--full");

    assertThat(outcome.out()).contains("chip_id", "hex\"" + MEASUREMENT + '"');
  }

  @Test
  void aPolicyWithoutAHoleOfTheSeverityPasses() throws IOException {
    String closed = policy("measurement in builds", "not policy.debug");

    assertThat(run(closed, "--severity", "critical").exitCode()).isZero();
    assertThat(run(closed, "--severity", "critical").out())
        .contains("no hole of severity critical or above")
        .contains("The set builds was not given, so it may hold");
    assertThat(run(closed).exitCode()).isEqualTo(1);
  }

  @Test
  void anAcceptedHoleIsShownApart() throws IOException {
    Outcome outcome =
        run(
            policy(
                "# accepts-hole: hole.snp.debug developers debug there", "measurement in builds"),
            "--severity",
            "critical");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains(
            "Accepted:\n  critical  hole.snp.debug  amd-sev-snp: developers debug there (line 4)");
  }

  @Test
  void aCommentThatCannotBeReadEndsTheCommand() throws IOException {
    Outcome outcome = run(policy("# accepts-hole: hole.snp.debgu developers debug there"));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains(
            "p.policy:5:17: error [policy.unknown-hole]: no hole has the code `hole.snp.debgu`")
        .contains("did you mean `hole.snp.debug`?")
        .contains("what the policy");
  }

  @Test
  void aWarningIsShownAndDoesNotFail() throws IOException {
    Outcome outcome =
        run(
            policy(
                "# accepts-hole: hole.snp.debug no more",
                "measurement in builds",
                "not policy.debug"),
            "--severity",
            "critical");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("warning [policy.hole-not-there]");
  }

  @Test
  void aClauseThatPermitsNothingIsShown() throws IOException {
    String bound = policy("measurement in builds", "tpm2.tpm.ak_bound_by == hardware_vmpl0");

    assertThat(run(bound).exitCode()).isZero();
    assertThat(run(bound).out())
        .contains("p.policy:4:1: warning [policy.clause-never-met]: this clause permits nothing");
    assertThat(run(bound, "--output", "json").out()).contains("policy.clause-never-met");
  }

  @Test
  void aHoleThatNoConditionClosesSaysWhatToDoInstead() throws IOException {
    Outcome outcome = run(policy("measurement in builds", "tpm2.sha256.pcr4 in builds"));

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("hole.tpm.host-provided")
        .contains("Closed by: a clause for svsm-vtpm or azure-vtpm in place of this one");
  }

  @Test
  void jsonHasEveryHoleWithTheWholeReport() throws IOException {
    Outcome outcome = run(policy("measurement in builds"), "--output", "json");

    assertThat(outcome.exitCode()).isEqualTo(1);
    JsonNode answer =
        Json.read(outcome.out().getBytes(StandardCharsets.UTF_8), JsonNode.class).orElseThrow();
    JsonNode policy = answer.get("policies").get(0);
    assertThat(policy.get("passed").asBoolean()).isFalse();
    assertThat(policy.get("sets_not_given").get(0).asText()).isEqualTo("builds");
    JsonNode first = policy.get("open").get(0);
    assertThat(first.get("code").asText()).isEqualTo("hole.snp.debug");
    assertThat(first.get("severity").asText()).isEqualTo("critical");
    assertThat(first.get("technology").asText()).isEqualTo("amd-sev-snp");
    assertThat(first.get("line").asInt()).isEqualTo(4);
    assertThat(first.get("closed_by").asText()).isEqualTo("not policy.debug");
    assertThat(first.get("claims").get("policy.debug").asBoolean()).isTrue();
    assertThat(first.get("claims").get("chip_id").asText()).hasSize(128);
    assertThat(first.get("assumed_rows").get("builds").get(0).asText())
        .startsWith("amd-sev-snp measurement ");
  }

  @Test
  void theCatalogueIsListed() {
    Outcome outcome = run("--list");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains(
            "critical", "hole.snp.debug", "amd-sev-snp azure-vtpm svsm-vtpm", "not policy.debug");
    assertThat(run("--list", "--output", "json").out()).contains("\"code\" : \"hole.snp.debug\"");
  }

  @Test
  void whatCannotBeUsedIsSaid() throws IOException {
    assertThat(run().exitCode()).isEqualTo(2);
    assertThat(run().err()).contains("no policy is given", "--list");
    Outcome severity = run(policy("vmpl == 0"), "--severity", "bad");
    assertThat(severity.exitCode()).isEqualTo(2);
    assertThat(severity.err())
        .contains("--severity 'bad' is not a severity", "critical, high, medium, low");
    assertThat(run(policy("vmpl = = 0")).exitCode()).isEqualTo(2);
  }
}
