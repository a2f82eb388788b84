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
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** {@code sealkeep policy test} on claims. */
final class PolicyTestCommandTest {
  private static final String POLICY =
      """
      sealkeep 1
      policy web {
        reference builds = set "web/builds"
        permit amd-sev-snp {
          guest_svn >= 3
          vmpl == 0 or vmpl == 1
          family_id in builds
        }
        forbid amd-sev-snp { policy.debug } because "debugging <opens> & shows \\"all\\""
      }
      """;
  private static final String A = "aa".repeat(16);
  private static final String B = "bb".repeat(16);
  private static final String GOOD =
      """
      {"name": "good", "technology": "amd-sev-snp",
       "claims": {"guest_svn": 3, "vmpl": 0, "family_id": "%s", "policy.debug": false},
       "expect": {"decision": "permitted", "reason": "policy.permitted"}}\
      """
          .formatted(A);
  private static final String OLD =
      """
      {"name": "old", "like": "good", "set": {"guest_svn": 2},
       "expect": {"decision": "denied", "reason": "policy.no-permit-matched",
                  "failing": ["guest_svn  >= 3"]}}\
      """;
  private static final String DEBUG =
      """
      {"name": "debug", "like": "good", "set": {"policy.debug": true},
       "expect": {"decision": "denied", "reason": "policy.forbidden",
                  "because": "debugging <opens> & shows \\"all\\""}}\
      """;

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void writePolicy() throws IOException {
    Files.writeString(folder.resolve("web.policy"), POLICY);
    Files.writeString(folder.resolve("builds.set"), "amd-sev-snp family_id " + A + "\n");
  }

  private void cases(String name, String... cases) throws IOException {
    Files.writeString(
        folder.resolve(name),
        "{\"references\": {\"web/builds\": {\"file\": \"builds.set\"}}, \"cases\": ["
            + String.join(",\n", cases)
            + "]}");
  }

  private Outcome test(String... more) {
    String[] arguments =
        Stream.concat(
                Stream.of("policy", "test", folder.resolve("web.policy").toString()),
                Stream.of(more))
            .toArray(String[]::new);
    return new CommandRun().run(arguments);
  }

  private static String with(String one, String old, String replacement) {
    assertThat(one).contains(old);
    return one.replace(old, replacement);
  }

  @Test
  void casesThatComeAsExpectedPass() throws IOException {
    cases("web.cases.json", GOOD, OLD, DEBUG);
    Outcome outcome = test();
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.out()).contains("  ok      good\n", "  ok      old\n", "  ok      debug\n");
    assertThat(outcome.out()).doesNotContain("FAILED  ", "COVER");
  }

  @Test
  void anotherDecisionFailsAndIsExplained() throws IOException {
    cases("web.cases.json", GOOD, with(OLD, "\"guest_svn\": 2", "\"guest_svn\": 4"));
    Outcome outcome = test();
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("  FAILED  old\n")
        .contains(
            "expected denied (policy.no-permit-matched), but it is permitted (policy.permitted)")
        .contains("no line `guest_svn >= 3` of a permit clause is false or unknown")
        .contains("| permitted by policy web for amd-sev-snp")
        .contains("|   line 5: guest_svn >= 3 — true: actual 4");
  }

  @Test
  void theRightDecisionForAnotherReasonFails() throws IOException {
    cases(
        "web.cases.json",
        GOOD,
        with(OLD, "\"set\": {\"guest_svn\": 2}", "\"remove\": [\"guest_svn\"]"));
    Outcome outcome = test();
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("(policy.no-permit-matched), but it is denied (policy.permit-undecided)")
        .doesNotContain("no line");
  }

  @Test
  void anotherForbidClauseFails() throws IOException {
    cases("web.cases.json", GOOD, with(DEBUG, "debugging <opens>", "something else <opens>"));
    Outcome outcome = test();
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).contains("no forbid clause applies because \"something else");
  }

  @Test
  void aConditionThatHoldsIsNotAmongTheFailing() throws IOException {
    cases("web.cases.json", GOOD, with(OLD, "guest_svn  >= 3", "family_id in builds"));
    Outcome outcome = test();
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("no line `family_id in builds` of a permit clause")
        .doesNotContain("expected denied");
  }

  @Test
  void aCaseIsLikeAnotherThatIsLikeAThird() throws IOException {
    String third =
        """
        {"name": "old in debug", "like": "old", "set": {"policy.debug": true},
         "expect": {"decision": "denied", "reason": "policy.forbidden", "failing": "guest_svn >= 3"}}\
        """;
    cases("web.cases.json", GOOD, OLD, third);
    assertThat(test().exitCode()).isZero();
  }

  @Test
  void theNearestReferenceSetIsTaken() throws IOException {
    String other = with(with(GOOD, A, B), "\"good\"", "\"other\"");
    String rows = "amd-sev-snp family_id " + B;
    Path file = Files.writeString(folder.resolve("other.set"), rows + "\n");
    String absent =
        """
        {"name": "absent", "like": "good", "references": {"web/builds": null},
         "expect": {"decision": "denied", "reason": "policy.reference-missing"}}\
        """;
    String inline =
        with(other, "\"expect\"", "\"references\": {\"web/builds\": \"" + rows + "\"}, \"expect\"");
    cases("web.cases.json", GOOD, inline, absent);
    assertThat(test("--reference", "web/builds=" + file).exitCode())
        .as("the file's set lies over the command's, the case's over the file's")
        .isZero();

    Files.writeString(folder.resolve("web.cases.json"), "{\"cases\": [" + other + "]}");
    assertThat(test().out()).contains("denied (policy.reference-missing)");
    assertThat(test("--reference", "web/builds=" + file).exitCode()).isZero();
  }

  @Test
  void casesStandInAFolderToo() throws IOException {
    Files.createDirectory(folder.resolve("web.cases"));
    Files.copy(folder.resolve("builds.set"), folder.resolve("web.cases/builds.set"));
    cases("web.cases.json", GOOD);
    cases("web.cases/b.json", with(DEBUG, "\"good\"", "\"old\""));
    cases("web.cases/a.json", OLD);
    Files.writeString(folder.resolve("web.cases/notes.txt"), "not a case");
    Outcome outcome = test();
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.out()).containsSubsequence("ok      good", "ok      old", "ok      debug");
  }

  @Test
  void namedCasesStandInPlaceOfThoseBeside() throws IOException {
    cases("web.cases.json", "this is not read");
    cases("other.json", GOOD);
    Outcome outcome = test("--cases", folder.resolve("other.json").toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
  }

  private void assertUnusable(String expected, String... cases) throws IOException {
    cases("web.cases.json", cases);
    Outcome outcome = test();
    assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("web.cases.json").contains(expected);
  }

  @Test
  void whatIsNotUnderstoodIsRefusedWithTheFileAndTheCase() throws IOException {
    assertUnusable(
        "case `good`: there is no member 'claim'.\nDid you mean 'claims'?",
        with(GOOD, "\"claims\"", "\"claim\""));
    assertUnusable(
        "case `good`: there is no member 'set'",
        with(GOOD, "\"claims\"", "\"set\": {}, \"claims\""));
    assertUnusable(
        "`vmlp` is not a claim of amd-sev-snp; did you mean `vmpl`?", with(GOOD, "vmpl", "vmlp"));
    assertUnusable(
        "`guest_svn` is an integer", with(GOOD, "\"guest_svn\": 3", "\"guest_svn\": \"x\""));
    assertUnusable("`guest_svn` is null", with(GOOD, "\"guest_svn\": 3", "\"guest_svn\": null"));
    assertUnusable("is not a technology", with(GOOD, "amd-sev-snp", "amd-sev"));
    assertUnusable(
        "no case 'goood' with claims before it; did you mean `good`?",
        GOOD,
        with(OLD, "\"good\"", "\"goood\""));
    assertUnusable("no case 'good' with claims before it", OLD, GOOD);
    assertUnusable(
        "no claim `image_id` to remove",
        GOOD,
        with(OLD, "\"set\": {", "\"remove\": \"image_id\", \"set\": {"));
    assertUnusable("has a case of this name already", GOOD, GOOD);
    assertUnusable(
        "'expect' is missing", "{\"name\": \"x\", \"technology\": \"tpm2\", \"claims\": {}}");
    assertUnusable("it has none of", "{\"name\": \"x\", \"expect\": {}}");
    assertUnusable("it has 2 of", with(GOOD, "\"claims\"", "\"like\": \"x\", \"claims\""));
    assertUnusable("case 1: 'name' is missing", "{\"claims\": {}}");
    assertUnusable("case 1: is not an object", "7");
    assertUnusable("printable", with(GOOD, "\"good\"", "\"a\\u0007b\""));
    assertUnusable("not a list of at least one case");
    assertUnusable("not JSON", "{");
  }

  @Test
  void anExpectationThatCannotBeMetIsRefused() throws IOException {
    assertUnusable("permitted, denied or rejected", with(GOOD, "\"permitted\"", "\"allowed\""));
    assertUnusable(
        "Did you mean 'policy.permitted'?", with(GOOD, "policy.permitted", "policy.permited"));
    assertUnusable(
        "nothing is permitted with the reason 'policy.forbidden'",
        with(GOOD, "policy.permitted", "policy.forbidden"));
    assertUnusable(
        "nothing is denied with the reason 'policy.permitted'",
        with(GOOD, "\"permitted\"", "\"denied\""));
    assertUnusable("'reason' is missing", with(GOOD, ", \"reason\": \"policy.permitted\"", ""));
    assertUnusable(
        "there is no member 'becuase'.\nDid you mean 'because'?",
        GOOD,
        with(DEBUG, "because\":", "becuase\":"));
  }

  @Test
  void missingAndUnreadableFilesAreUnusable() throws IOException {
    Outcome without = test();
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("no cases beside", "web.cases.json", "--cases");

    cases("web.cases.json", GOOD);
    Files.delete(folder.resolve("builds.set"));
    assertThat(test().exitCode()).isEqualTo(2);
    assertThat(test().err()).contains("builds.set: it does not exist");

    Files.writeString(folder.resolve("builds.set"), "amd-sev-snp famly_id aa\n");
    assertThat(test().exitCode()).isEqualTo(2);
    assertThat(test().err()).contains("builds.set:1", "did you mean `family_id`");

    Files.writeString(folder.resolve("web.policy"), POLICY.replace("vmpl", "vmlp"));
    assertThat(test().exitCode()).isEqualTo(2);
    assertThat(test().err()).contains("web.policy:6", "did you mean `vmpl`");
  }

  @Test
  void whatNoCaseHasSeenBothWaysIsShown() throws IOException {
    cases("web.cases.json", GOOD, OLD);
    Outcome outcome = test("--coverage");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("web.policy:9: clause never true: forbid amd-sev-snp")
        .contains("web.policy:6: condition never true in permit amd-sev-snp (line 4): vmpl == 1")
        .contains("web.policy:6: condition never false or unknown in permit", ": vmpl == 0")
        .contains("web.policy:7: condition never false or unknown", ": family_id in builds")
        .doesNotContain("web.policy:5")
        .contains("50% (1 of 2)", "20% (1 of 5)");
  }

  @Test
  void tooLittleCoverageFails() throws IOException {
    cases("web.cases.json", GOOD, OLD);
    assertThat(test("--min-coverage", "20").exitCode()).isZero();
    Outcome outcome = test("--min-coverage", "21");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("covered to less than 21%");
    assertThat(outcome.out()).contains("CONDITIONS");
    assertThat(test("--min-coverage", "101").exitCode()).isEqualTo(2);
    assertThat(test("--min-coverage", "-1").exitCode()).isEqualTo(2);
  }

  @Test
  void theReportIsDataInJson() throws IOException {
    cases("web.cases.json", GOOD, with(OLD, "\"guest_svn\": 2", "\"guest_svn\": 4"));
    Outcome outcome = test("--output", "json");
    assertThat(outcome.exitCode()).isEqualTo(1);
    JsonNode report = new ObjectMapper().readTree(outcome.out()).path("policies").path(0);
    assertThat(report.path("policy").asText()).isEqualTo("web");
    assertThat(report.path("failed").asInt()).isEqualTo(1);
    JsonNode failed = report.path("cases").path(1);
    assertThat(failed.path("passed").asBoolean(true)).isFalse();
    assertThat(failed.path("expected").path("reasons").path(0).asText())
        .isEqualTo("policy.no-permit-matched");
    assertThat(failed.path("actual").path("reasons").path(0).asText())
        .isEqualTo("policy.permitted");
    assertThat(failed.path("actual").path("explanation").path("clauses")).hasSize(2);
    JsonNode conditions = report.path("coverage").path("conditions");
    assertThat(conditions.path("total").asInt()).isEqualTo(5);
    assertThat(conditions.path("covered").asInt()).isZero();
    assertThat(conditions.path("uncovered").path(0).path("seen").path(0).asText())
        .isEqualTo("true");
  }

  @Test
  void junitXmlHoldsEveryCaseAndTheFailures() throws Exception {
    String odd = with(with(DEBUG, "\"debug\"", "\"<a> & \\\"b\\\" ]]>\""), "true", "false");
    cases("web.cases.json", GOOD, odd);
    Path file = folder.resolve("junit.xml");
    assertThat(test("--junit", file.toString()).exitCode()).isEqualTo(1);

    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("testsuites");
    Element suite = elements(document, "testsuite").getFirst();
    assertThat(suite.getAttribute("tests")).isEqualTo("2");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(Double.parseDouble(suite.getAttribute("time"))).isPositive();
    assertThat(elements(document, "testcase"))
        .extracting(one -> one.getAttribute("name"))
        .containsExactly("good", "<a> & \"b\" ]]>");
    Element failure = elements(document, "failure").getFirst();
    assertThat(failure.getParentNode()).isEqualTo(elements(document, "testcase").getLast());
    assertThat(failure.getAttribute("message")).contains("debugging <opens> & shows \"all\"");
    assertThat(failure.getTextContent()).contains("permitted by policy web").contains(">= 3");
  }

  private static List<Element> elements(Document document, String tag) {
    var found = document.getElementsByTagName(tag);
    return Stream.iterate(0, i -> i + 1)
        .limit(found.getLength())
        .map(i -> (Element) found.item(i))
        .toList();
  }

  @Test
  void junitXmlThatCannotBeWrittenIsSaid() throws IOException {
    cases("web.cases.json", GOOD);
    Outcome outcome = test("--junit", folder.resolve("absent/junit.xml").toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("cannot write").contains("junit.xml");
  }
}
