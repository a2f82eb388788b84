package dev.sealkeep.policy.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosticTest {
  private static String render(String source, Region region) {
    return new Diagnostic(DiagnosticCode.SYNTAX, region, "no", Optional.empty())
        .render(source, "f");
  }

  @Test
  void tabsKeepTheCaretInPlace() {
    assertThat(render("a\n\tb\tccc\n", new Region(2, 4, 3)))
        .isEqualTo(
            """
            f:2:4: error [policy.syntax]: no
                2 | \tb\tccc
                  | \t \t^^^
            """);
  }

  @Test
  void columnsCountCodePoints() {
    assertThat(render("𝒜x", new Region(1, 2, 1)))
        .isEqualTo(
            """
            f:1:2: error [policy.syntax]: no
                1 | 𝒜x
                  |  ^
            """);
  }

  @Test
  void longLineIsCutAroundTheCaret() {
    String rendered = render("x".repeat(5000) + "!" + "y".repeat(5000), new Region(1, 5001, 1));

    assertThat(rendered.lines()).allMatch(line -> line.length() < 200);
    List<String> lines = rendered.lines().toList();
    assertThat(lines.get(1).charAt(lines.get(2).indexOf('^'))).isEqualTo('!');
  }

  @Test
  void regionOutsideTheSourceHasNoSnippet() {
    assertThat(render("a", new Region(7, 1, 1))).isEqualTo("f:7:1: error [policy.syntax]: no\n");
  }

  @Test
  void controlCharacterIsNotPrinted() {
    assertThat(render("a\u001b[2J\u202eb", new Region(1, 1, 1))).contains("a?[2J?b");
  }

  @ParameterizedTest
  @CsvSource({
    "measurment, measurement",
    "Measurement, measurement",
    "measurmenet, measurement",
    "debug, policy.debug",
    "policy-debug, policy.debug",
    "vmlp, vmpl",
  })
  void misspeltWordFindsItsNeighbour(String word, String meant) {
    assertThat(
            Spelling.nearest(
                word, List.of("vmpl", "policy.debug", "policy.smt", "measurement", "product")))
        .contains(meant);
  }

  @Test
  void strangeWordFindsNothing() {
    List<String> words = List.of("vmpl", "policy.debug");

    assertThat(Spelling.suggest("xyzzy", words)).isEmpty();
    assertThat(Spelling.suggest("v".repeat(10_000), words)).isEmpty();
    assertThat(Spelling.suggest("", words)).isEmpty();
  }

  @Test
  void onlyASuggestionThatReplacesAWordHasAReplacement() {
    Diagnostic misspelt =
        new Diagnostic(
            DiagnosticCode.UNKNOWN_CLAIM,
            Region.START,
            "unknown",
            Spelling.suggest("measurment", List.of("vmpl", "measurement")));
    Diagnostic undeclared =
        new Diagnostic(
            DiagnosticCode.UNKNOWN_REFERENCE,
            Region.START,
            "unknown",
            Optional.of("declare it: reference NAME = set \"...\""));

    assertThat(Spelling.replacement(misspelt)).contains("measurement");
    assertThat(Spelling.replacement(undeclared)).isEmpty();
  }
}
