package dev.sealkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Test
  void anAbsentFileIsUnusable() {
    Outcome outcome =
        new CommandRun().run("policy", "check", directory.resolve("absent").toString());

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("it does not exist");
  }
}
