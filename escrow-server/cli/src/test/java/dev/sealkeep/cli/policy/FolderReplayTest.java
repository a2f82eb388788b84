package dev.sealkeep.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sealkeep policy replay} over a folder of claims. */
final class FolderReplayTest {
  private static final String NEW =
      """
      sealkeep 1
      policy web {
        reference builds = set "web/builds"
        permit amd-sev-snp {
          guest_svn >= 3
          vmpl == 0
          family_id in builds
        }
        forbid amd-sev-snp { policy.debug } because "debugging opens all"
      }
      """;
  private static final String A = "aa".repeat(16);
  private static final String B = "bb".repeat(16);

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("web.policy"), NEW);
    Files.writeString(folder.resolve("old.policy"), NEW.replace(">= 3", ">= 2"));
    Files.writeString(folder.resolve("builds.set"), "amd-sev-snp family_id " + A + "\n");
    Files.createDirectory(folder.resolve("recorded"));
  }

  private void record(String name, String decided, int svn, boolean debug) throws IOException {
    record(name, "2026-05-0" + name + "T08:00:00Z", decided, svn, debug, A);
  }

  private void record(
      String name, String time, String decided, int svn, boolean debug, String family)
      throws IOException {
    write(
        name + ".json",
        """
        {"time": "%s", %s "key": "disk-%s", "technology": "amd-sev-snp",
         "claims": {"guest_svn": %d, "vmpl": 0, "policy.debug": %s, "family_id": "%s"}}\
        """
            .formatted(time, decided, name, svn, debug, family));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve("recorded").resolve(name), text);
  }

  private static final String RELEASED = "\"released\": true,";
  private static final String DENIED =
      "\"released\": false, \"reason\": \"policy.no-permit-matched\",";

  private Outcome replay(String... more) {
    return run(new CommandRun(), more);
  }

  private Outcome run(CommandRun command, String... more) {
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "policy",
                    "replay",
                    folder.resolve("web.policy").toString(),
                    "--dir",
                    folder.resolve("recorded").toString(),
                    "--reference",
                    "web/builds=" + folder.resolve("builds.set")),
                Stream.of(more))
            .toArray(String[]::new);
    return command.run(arguments);
  }

  private JsonNode json(int exitCode, String... more) throws IOException {
    String[] arguments =
        Stream.concat(Stream.of(more), Stream.of("--output", "json")).toArray(String[]::new);
    Outcome outcome = replay(arguments);
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(exitCode);
    return new ObjectMapper().readTree(outcome.out());
  }

  private static int count(JsonNode report, String change) {
    return report.path("counts").path(change).asInt(-1);
  }

  private static JsonNode group(JsonNode report, String change) {
    List<JsonNode> found =
        report
            .path("groups")
            .valueStream()
            .filter(group -> group.path("change").asText().equals(change))
            .toList();
    assertThat(found).as(report.toString()).hasSize(1);
    return found.getFirst();
  }

  @Test
  void nothingIsSaidToChangeIfNothingDoes() throws IOException {
    record("1", RELEASED, 3, false);
    record("2", DENIED, 1, false);
    Outcome outcome = replay();
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("still permitted  1", "still denied     1", "newly denied     0")
        .endsWith(
            "compared with what was decided then: no attestation would be decided otherwise\n")
        .doesNotContain("Newly denied", "Not replayable");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void whoWouldBeDeniedIsGroupedByTheConditionThatFails() throws IOException {
    record("1", RELEASED, 2, false);
    record("2", RELEASED, 2, false);
    record("3", RELEASED, 3, true);
    record("4", "2026-05-04T08:00:00Z", RELEASED, 2, false, B);
    record("5", RELEASED, 3, false);
    Outcome outcome = replay();
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .containsSubsequence(
            "Newly denied by ",
            "web.policy: 4\n",
            """
              2 x policy.no-permit-matched for amd-sev-snp, from 2026-05-01T08:00:00Z to \
            2026-05-02T08:00:00Z
                line 5: guest_svn >= 3: false
                such as 2.json, 1.json
            """,
            """
              1 x policy.no-permit-matched for amd-sev-snp, at 2026-05-04T08:00:00Z
                line 5: guest_svn >= 3: false
                line 7: family_id in builds: false
                such as 4.json
            """,
            """
              1 x policy.forbidden for amd-sev-snp, at 2026-05-03T08:00:00Z
                because "debugging opens all"
                line 9: policy.debug: true
                such as 3.json
            """,
            "newly denied     4",
            "4 of 5 would be decided otherwise");
  }

  @Test
  void whoWouldBeAdmittedIsGroupedByTheReasonOfThatTime() throws IOException {
    record("1", DENIED, 3, false);
    JsonNode report = json(1);
    JsonNode admitted = group(report, "newly_admitted");
    assertThat(admitted.path("reason").asText()).isEqualTo("policy.no-permit-matched");
    assertThat(admitted.path("conditions")).isEmpty();
    assertThat(admitted.path("examples").path(0).asText()).isEqualTo("1.json");
    assertThat(report.path("compared_with").asText()).isEqualTo("what was decided then");
  }

  @Test
  void anotherPolicyCanStandForWhatWasDecidedThen() throws IOException {
    record("1", "", 2, false);
    record("2", DENIED, 3, false);
    String against = folder.resolve("old.policy").toString();
    JsonNode narrower = json(1, "--against", against);
    assertThat(count(narrower, "newly_denied")).isEqualTo(1);
    assertThat(count(narrower, "still_permitted")).as("not what is recorded").isEqualTo(1);
    assertThat(narrower.path("compared_with").asText()).isEqualTo(against);

    Files.writeString(folder.resolve("web.policy"), NEW.replace(">= 3", ">= 1"));
    record("1", "", 1, false);
    JsonNode wider = group(json(1, "--against", against), "newly_admitted");
    assertThat(wider.path("conditions").path(0).path("text").asText())
        .as("the condition of the old policy")
        .isEqualTo("guest_svn >= 2");
  }

  @Test
  void theOldPolicyMaySeeOtherSets() throws IOException {
    record("1", "2026-05-01T08:00:00Z", "", 3, false, B);
    Path both =
        Files.writeString(
            folder.resolve("both.set"),
            "amd-sev-snp family_id " + A + "\namd-sev-snp family_id " + B + "\n");
    JsonNode report =
        json(
            1,
            "--against",
            folder.resolve("web.policy").toString(),
            "--old-reference",
            "web/builds=" + both);
    assertThat(count(report, "newly_denied")).isEqualTo(1);
  }

  @Test
  void whatCannotBeReplayedIsCountedWithItsReasonAndIsNoSuccess() throws IOException {
    record("1", RELEASED, 3, false);
    record("2", "", 3, false);
    write("3.json", "{");
    write("4.json", "{\"technology\": \"amd-sev-snp\", \"claims\": {\"vmlp\": 0}}");
    write("5.json", "{\"releasd\": true}");
    write("6.json", "{\"released\": true}");
    write("7.json", "{\"time\": \"yesterday\"}");
    write("8.json", "{\"released\": true, \"evidence\": \"../../web.policy\"}");
    write("notes.txt", "not evidence");
    JsonNode report = json(1);
    assertThat(count(report, "still_permitted")).isEqualTo(1);
    assertThat(count(report, "not_replayable")).isEqualTo(8);
    assertThat(report.path("groups").valueStream().map(g -> g.path("reason").asText()))
        .contains(
            "replay.decision_unknown",
            "replay.record_malformed",
            "replay.claims_malformed",
            "replay.evidence_missing",
            "replay.time_unknown");
    assertThat(replay().out())
        .contains("`vmlp` is not a claim of amd-sev-snp; did you mean `vmpl`?")
        .contains("0 of 9 would be decided otherwise, and of 8 nobody can say");
  }

  @Test
  void timeKeyAndNumberSelect() throws IOException {
    for (int day = 1; day <= 5; day++) {
      record(Integer.toString(day), RELEASED, day <= 2 ? 2 : 3, false);
    }
    assertThat(json(0, "--since", "2026-05-03T08:00:00Z").path("total").asInt()).isEqualTo(3);
    assertThat(json(1, "--until", "2026-05-03T08:00:00Z").path("total").asInt()).isEqualTo(2);
    assertThat(json(0, "--key", "disk-4").path("total").asInt()).isEqualTo(1);
    assertThat(json(0, "--limit", "3").path("total").asInt()).as("the newest").isEqualTo(3);
    Outcome none = replay("--key", "disk-9");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).contains("nothing to replay");
  }

  @Test
  void aSetThatIsMissingEndsTheCommandAndDeniesNobody() throws IOException {
    record("1", RELEASED, 3, false);
    Outcome outcome =
        new CommandRun()
            .run(
                "policy",
                "replay",
                folder.resolve("web.policy").toString(),
                "--dir",
                folder.resolve("recorded").toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("web/builds", "--reference web/builds=FILE");
  }

  @Test
  void aDenialThatWasNotForThePolicysSakeStaysOneUnderAnyPolicy() throws IOException {
    record("1", DENIED.replace("policy.no-permit-matched", "key.disabled"), 3, false);
    JsonNode denied = group(json(0), "still_denied");
    assertThat(denied.path("reason").asText()).isEqualTo("key.disabled");
  }

  @Test
  void whatCannotBeUsedSaysWhy() throws IOException {
    record("1", RELEASED, 3, false);
    assertUnusable("--since 'monday' is not an instant", "--since", "monday");
    assertUnusable("--limit 0 is less than 1", "--limit", "0");
    assertUnusable("--old-reference was given without --against", "--old-reference", "a=b");
    assertUnusable("--save was given with --dir", "--save", folder.resolve("x").toString());
    assertUnusable("mutually exclusive", "--from-server");
    assertUnusable("the technology 'snp' is not known", "--trust", "snp=x");
    assertUnusable("cannot read the policy", "--against", folder.resolve("none").toString());
    Files.writeString(folder.resolve("web.policy"), NEW.replace("vmpl", "vmlp"));
    assertUnusable("did you mean `vmpl`");
  }

  private void assertUnusable(String expected, String... more) {
    Outcome outcome = replay(more);
    assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains(expected);
  }

  @Test
  void pastAHundredCausesTheRestIsCountedTogether() throws IOException {
    for (int i = 0; i < 150; i++) {
      write(
          "%03d.json".formatted(i),
          """
          {"released": false, "reason": "policy.reason-%d", "technology": "amd-sev-snp",
           "claims": {"guest_svn": 3, "vmpl": 0, "policy.debug": false, "family_id": "%s"}}\
          """
              .formatted(i, A));
    }
    JsonNode report = json(1);
    assertThat(count(report, "newly_admitted")).isEqualTo(150);
    assertThat(report.path("groups")).hasSize(101);
    assertThat(report.path("groups").path(0).path("reason").asText()).isEqualTo("other");
    assertThat(report.path("groups").path(0).path("count").asInt()).isEqualTo(50);
  }
}
