package dev.sealkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The offline tools that compare and explain. */
final class PolicyToolsTest {
  private static final String POLICY =
      """
      sealkeep 1
      policy web {
        reference builds = set "web/builds"
        permit amd-sev-snp {
          measurement in builds
          vmpl == 0
          not policy.debug
        }
      }
      """;
  private static final String A = "5a".repeat(48);
  private static final String B = "5b".repeat(48);

  @TempDir Path directory;

  private String file(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private String builds(String name, String... measurements) throws Exception {
    StringBuilder rows = new StringBuilder();
    for (String measurement : measurements) {
      rows.append("amd-sev-snp measurement ").append(measurement).append('\n');
    }
    return file(name, rows.toString());
  }

  @Test
  void whatAChangeLetsInIsShownWithClaims() throws Exception {
    String old = file("old.policy", POLICY);
    String fresh = file("new.policy", POLICY.replace("vmpl == 0", "vmpl <= 1"));

    Outcome outcome = new CommandRun().run("policy", "diff", old, fresh);

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains(
            "wider: the new policy admits more and nothing less",
            "The sets web/builds were not given",
            "Newly admitted, for example: amd-sev-snp with",
            "vmpl          1",
            "where web/builds holds",
            "line 6: vmpl == 0: false")
        .doesNotContain("No longer admitted", "not policy.debug");
  }

  @Test
  void equalPoliciesEndWithZero() throws Exception {
    String old = file("old.policy", POLICY);
    String fresh = file("new.policy", POLICY.replace("vmpl == 0", "not vmpl > 0"));

    Outcome outcome = new CommandRun().run("policy", "diff", old, fresh, "--output", "json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("\"relation\" : \"equal\"");
  }

  @Test
  void versionsOfASetAreCompared() throws Exception {
    String policy = file("web.policy", POLICY);

    Outcome outcome =
        new CommandRun()
            .run(
                "policy",
                "diff",
                policy,
                policy,
                "--old-reference",
                "web/builds=" + builds("one", A, B),
                "--new-reference",
                "web/builds=" + builds("two", B));

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).contains("narrower", "hex\"" + A + '"');
  }

  @Test
  void aDenialIsExplainedWithItsNearestMiss() throws Exception {
    String claims =
        file(
            "claims.json",
            """
            {"technology": "amd-sev-snp",
             "claims": {"measurement": "%s", "vmpl": 2, "policy.debug": false}}
            """
                .formatted(A));

    Outcome outcome =
        new CommandRun()
            .run(
                "policy",
                "explain",
                "--policy",
                file("web.policy", POLICY),
                "--claims",
                claims,
                "--reference",
                "web/builds=" + builds("one", A));

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(
            "denied by policy web",
            "line 6: vmpl == 0 — false: actual 2",
            "It would be permitted if one claim were otherwise",
            "vmpl  2 -> 0");
  }

  @Test
  void claimsThatAreNoneAreNamed() throws Exception {
    String policy = file("web.policy", POLICY);
    String misspelt =
        file("claims.json", "{\"technology\": \"amd-sev-snp\", \"claims\": {\"vmlp\": 2}}");

    Outcome outcome =
        new CommandRun().run("policy", "explain", "--policy", policy, "--claims", misspelt);

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("`vmlp` is not a claim", "did you mean `vmpl`?");
    assertThat(new CommandRun().run("policy", "explain", "--policy", policy).exitCode())
        .isEqualTo(2);
  }
}
