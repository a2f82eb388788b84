package dev.sealkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.policy.evaluate.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyCheckTest {
  private static final String GOOD =
      """
      sealkeep 1
      policy web {
        permit amd-sev-snp {
          vmpl == 0
        }
      }
      """;

  @TempDir Path directory;

  private String file(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void aGoodPolicyIsAccepted() throws Exception {
    Outcome outcome = new CommandRun().run("policy", "check", file("web.policy", GOOD));

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("accepted");
  }

  @Test
  void errorsAreShownWithACaretAndASuggestion() throws Exception {
    String bad = file("bad.policy", GOOD.replace("vmpl", "vmlp"));

    Outcome outcome = new CommandRun().run("policy", "check", file("web.policy", GOOD), bad);

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("bad.policy:4:5", "^", "did you mean `vmpl`", "rejected", "accepted");
  }

  @Test
  void diagnosticsAreDataInJson() throws Exception {
    String bad = file("bad.policy", GOOD.replace("vmpl", "vmlp"));

    Outcome outcome = new CommandRun().run("policy", "check", bad, "--output", "json");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("\"accepted\" : false", "\"line\" : 4", "\"column\" : 5", "\"rendered\"");
  }

  private String unused() throws Exception {
    return file(
        "unused.policy", GOOD.replace("  permit", "  reference builds = set \"web/b\"\n  permit"));
  }

  @Test
  void aWarningIsAnErrorWhereItsCodeIsDenied() throws Exception {
    Outcome warned = new CommandRun().run("policy", "check", unused());
    assertThat(warned.exitCode()).isZero();
    assertThat(warned.out()).contains("warning [policy.unused-reference]", "accepted");

    for (String[] deny :
        List.of(
            new String[] {"--deny-warnings"},
            new String[] {"--deny", "policy.shadows", "--deny", "policy.unused-reference"})) {
      List<String> arguments = new ArrayList<>(List.of("policy", "check", unused()));
      arguments.addAll(List.of(deny));
      Outcome denied = new CommandRun().run(arguments.toArray(String[]::new));
      assertThat(denied.exitCode()).isEqualTo(1);
      assertThat(denied.out()).contains("error [policy.unused-reference]", "rejected");
    }
    Outcome json =
        new CommandRun().run("policy", "check", unused(), "--deny-warnings", "--output", "json");
    assertThat(json.out()).contains("\"accepted\" : false", "\"severity\" : \"error\"");
  }

  @Test
  void anotherDeniedCodeLeavesAWarning() throws Exception {
    Outcome outcome = new CommandRun().run("policy", "check", unused(), "--deny", "policy.shadows");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("warning [policy.unused-reference]");
  }

  @Test
  void aDeniedCodeThatDoesNotExistIsRefused() throws Exception {
    Outcome misspelt =
        new CommandRun().run("policy", "check", unused(), "--deny", "policy.unused-refrence");
    assertThat(misspelt.exitCode()).isEqualTo(2);
    assertThat(misspelt.err()).contains("Did you mean 'policy.unused-reference'?");
    assertThat(new CommandRun().run("policy", "check", unused(), "--deny", "shadows").err())
        .contains("Did you mean 'policy.shadows'?");
  }

  @Test
  void theCostIsShownBesideItsBound() throws Exception {
    String good = file("web.policy", GOOD);
    assertThat(new CommandRun().run("policy", "check", good).out())
        .contains("COST", "1 of " + Policy.MAX_COST);
    assertThat(new CommandRun().run("policy", "check", good, "--output", "json").out())
        .contains("\"cost\" : 1,", "\"max_cost\" : " + Policy.MAX_COST);

    String bad = file("bad.policy", GOOD.replace("vmpl", "vmlp"));
    assertThat(new CommandRun().run("policy", "check", bad, "--output", "json").out())
        .doesNotContain("\"cost\"");
  }

  @Test
  void anAbsentFileIsUnusable() {
    Outcome outcome =
        new CommandRun().run("policy", "check", directory.resolve("absent").toString());

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("it does not exist");
  }
}
