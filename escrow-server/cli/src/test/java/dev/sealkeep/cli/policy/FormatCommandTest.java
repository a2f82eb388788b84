package dev.sealkeep.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sealkeep policy fmt}. */
final class FormatCommandTest {
  private static final String LOOSE =
      "sealkeep 1\npolicy web {\npermit amd-sev-snp { # é\nvmpl==0\n}\n}";
  private static final String CANONICAL =
      "sealkeep 1\npolicy web {\n  permit amd-sev-snp {   # é\n    vmpl == 0\n  }\n}\n";
  private static final String BROKEN =
      "sealkeep 1\npolicy web {\npermit amd-sev-snp { vmpl = }\n}\n";
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

  @TempDir private Path folder = Path.of("");

  private Path file(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setLastModifiedTime(file, LONG_AGO);
    return file;
  }

  private static Outcome fmt(String... arguments) {
    String[] all =
        Stream.concat(Stream.of("policy", "fmt"), Stream.of(arguments)).toArray(String[]::new);
    return new CommandRun().run(all);
  }

  @Test
  void filesAreRewrittenInPlaceAndCanonicalOnesAreNotTouched() throws IOException {
    Path loose = file("loose.policy", LOOSE);
    Path canonical = file("canonical.policy", CANONICAL);

    Outcome outcome = fmt(loose.toString(), canonical.toString());

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(loose).content().isEqualTo(CANONICAL);
    assertThat(canonical).content().isEqualTo(CANONICAL);
    assertThat(Files.getLastModifiedTime(canonical)).isEqualTo(LONG_AGO);
    assertThat(outcome.out()).containsPattern("loose.policy +formatted");
    assertThat(outcome.out()).containsPattern("canonical.policy +canonical");
  }

  @Test
  void permissionsAndLinksStayAndNothingElseIsLeftBehind() throws IOException {
    Path loose = file("loose.policy", LOOSE);
    Files.setPosixFilePermissions(loose, PosixFilePermissions.fromString("rw-r-----"));
    Path link = Files.createSymbolicLink(folder.resolve("link.policy"), loose);

    assertThat(fmt(link.toString()).exitCode()).isZero();

    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(loose).content().isEqualTo(CANONICAL);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(loose)))
        .isEqualTo("rw-r-----");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(loose, link);
    }
  }

  @Test
  void policyWithErrorsIsLeftAsItIsWhileOthersAreFormatted() throws IOException {
    Path loose = file("loose.policy", LOOSE);
    Path broken = file("broken.policy", BROKEN);

    Outcome outcome = fmt(broken.toString(), loose.toString());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(broken).content().isEqualTo(BROKEN);
    assertThat(loose).content().isEqualTo(CANONICAL);
    assertThat(outcome.err())
        .contains("broken.policy:3:29: error [policy.syntax]", "has errors and stays as it is");
    assertThat(outcome.out()).containsPattern("broken.policy +refused");
  }

  @Test
  void fileThatCannotBeReadLeavesAllOthersAsTheyAre() throws IOException {
    Path loose = file("loose.policy", LOOSE);

    Outcome outcome = fmt(loose.toString(), folder.resolve("absent.policy").toString());

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("absent.policy", "does not exist");
    assertThat(loose).content().isEqualTo(LOOSE);
  }

  @Test
  void checkListsWhatIsNotCanonicalAndFails() throws IOException {
    Path loose = file("loose.policy", LOOSE);
    Path canonical = file("canonical.policy", CANONICAL);

    Outcome outcome = fmt("--check", loose.toString(), canonical.toString());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo(loose + "\n");
    assertThat(loose).content().isEqualTo(LOOSE);
    assertThat(fmt("--check", canonical.toString()))
        .satisfies(
            clean -> {
              assertThat(clean.exitCode()).isZero();
              assertThat(clean.out()).isEmpty();
            });
  }

  @Test
  void diffShowsWhatWouldChange() throws IOException {
    Path loose = file("loose.policy", LOOSE);

    Outcome outcome = fmt("--diff", loose.toString());

    assertThat(outcome.exitCode()).isZero();
    assertThat(loose).content().isEqualTo(LOOSE);
    assertThat(outcome.out())
        .isEqualTo(
            """
            --- %1$s
            +++ %1$s (canonical)
            @@ -1,6 +1,6 @@
             sealkeep 1
             policy web {
            -permit amd-sev-snp { # é
            -vmpl==0
            +  permit amd-sev-snp {   # é
            +    vmpl == 0
            +  }
             }
            -}
            \\ No newline at end of file
            """
                .formatted(loose));
    assertThat(fmt("--diff", "--check", loose.toString()).exitCode()).isEqualTo(1);
  }

  @Test
  void dashReadsStandardInputAndWritesStandardOutput() {
    CommandRun run = new CommandRun().input(LOOSE.getBytes(StandardCharsets.UTF_8));

    Outcome outcome = run.run("policy", "fmt", "-");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).isEqualTo(CANONICAL);
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void standardInputWithErrorsWritesNothingToStandardOutput() {
    CommandRun run = new CommandRun().input(BROKEN.getBytes(StandardCharsets.UTF_8));

    Outcome outcome = run.run("policy", "fmt", "-");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains("-:3:29: error [policy.syntax]", "standard input has errors");
  }

  @Test
  void dashStandsAlone() throws IOException {
    Outcome outcome = fmt("-", file("loose.policy", LOOSE).toString());

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("'-' stands for standard input");
  }

  @Test
  void jsonSaysWhatBecameOfEachFile() throws IOException {
    Path loose = file("loose.policy", LOOSE);
    Path broken = file("broken.policy", BROKEN);

    JsonNode shown = json(fmt("--diff", "--output", "json", loose.toString()));
    JsonNode written = json(fmt("--output", "json", loose.toString(), broken.toString()));
    CommandRun run = new CommandRun().input(LOOSE.getBytes(StandardCharsets.UTF_8));
    JsonNode piped = json(run.run("policy", "fmt", "--output", "json", "-"));

    assertThat(shown.at("/files/0/layout").asText()).isEqualTo("not-canonical");
    assertThat(shown.at("/files/0/diff").asText()).contains("+    vmpl == 0\n");
    assertThat(written.at("/files/0/layout").asText()).isEqualTo("formatted");
    assertThat(written.at("/files/1/layout").asText()).isEqualTo("refused");
    assertThat(written.at("/files/1/diagnostics/0/code").asText()).isEqualTo("policy.syntax");
    assertThat(List.of(piped.at("/files/0/layout").asText(), piped.at("/files/0/text").asText()))
        .containsExactly("not-canonical", CANONICAL);
  }

  private static JsonNode json(Outcome outcome) throws IOException {
    return new ObjectMapper().readTree(outcome.out());
  }
}
