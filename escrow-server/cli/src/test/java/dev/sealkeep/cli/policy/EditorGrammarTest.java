package dev.sealkeep.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.policy.grammar.PolicyLexer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ops/editors/sealkeep.tmLanguage.json colours the language that the compiler reads. */
final class EditorGrammarTest {
  private static final Path ROOT = Path.of(System.getProperty("sealkeep.root"));

  private final List<Rule> rules = new ArrayList<>();

  /** A pattern of the grammar; one that has an end goes from its beginning up to that. */
  private record Rule(JsonNode node, Pattern begin) {
    String scope() {
      JsonNode first = node.at("/captures/1/name");
      return node.path("name").asText(first.asText());
    }
  }

  static List<Path> policies() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("docs/examples/policies"))) {
      return files.filter(file -> file.toString().endsWith(".policy")).sorted().toList();
    }
  }

  @BeforeEach
  void compileEveryExpression() throws IOException {
    JsonNode grammar =
        new ObjectMapper().readTree(ROOT.resolve("ops/editors/sealkeep.tmLanguage.json").toFile());
    assertThat(grammar.path("scopeName").asText()).isEqualTo("source.sealkeep");
    for (JsonNode node : grammar.path("patterns")) {
      rules.add(
          new Rule(node, Pattern.compile(node.path("match").asText(node.path("begin").asText()))));
      Pattern.compile(node.path("end").asText());
      node.path("patterns").forEach(inner -> Pattern.compile(inner.path("match").asText()));
    }
    assertThat(rules).hasSizeGreaterThan(8);
  }

  static List<String> keywords() {
    return IntStream.rangeClosed(PolicyLexer.SEALKEEP, PolicyLexer.TCB)
        .mapToObj(PolicyLexer.VOCABULARY::getLiteralName)
        .map(quoted -> quoted.substring(1, quoted.length() - 1))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("keywords")
  void keywordOfTheLanguageIsOneOfTheGrammar(String keyword) {
    assertThat(scopes(keyword)[0]).matches("(keyword|constant.language|support.function).*");
    assertThat(scopes(keyword + "_x")[0]).startsWith("variable.");
    assertThat(scopes("x." + keyword)[2]).startsWith("variable.");
  }

  @Test
  void signsAndNumbersAreColoured() {
    assertThat(scopes("==")[0]).startsWith("keyword.operator.comparison");
    assertThat(scopes("0x1F")[3]).startsWith("constant.numeric");
    assertThat(scopes("7d")[1]).startsWith("constant.numeric");
    assertThat(scopes("\"a # b\" # c")).startsWith(strings(7)).endsWith(comment(), comment());
  }

  private static String[] strings(int length) {
    return Stream.generate(() -> "string.quoted.double.sealkeep")
        .limit(length)
        .toArray(String[]::new);
  }

  private static String comment() {
    return "comment.line.number-sign.sealkeep";
  }

  @ParameterizedTest
  @MethodSource("policies")
  void tokensOfAnExampleHaveTheirScopes(Path file) throws IOException {
    for (String line : Files.readString(file).split("\n", -1)) {
      String[] scopes = scopes(line);
      for (Token token : new PolicyLexer(CharStreams.fromString(line)).getAllTokens()) {
        String scope = scopes[token.getCharPositionInLine()];
        switch (token.getType()) {
          case PolicyLexer.COMMENT -> assertThat(scope).as(line).startsWith("comment.");
          case PolicyLexer.STRING, PolicyLexer.HEX ->
              assertThat(scope).as(line).startsWith("string.");
          case PolicyLexer.NAME -> assertThat(scope).as(line).doesNotStartWith("keyword.");
          default -> assertThat(scope).as("%s in %s", token.getText(), line).isNotEmpty();
        }
        if (token.getType() >= PolicyLexer.SEALKEEP && token.getType() <= PolicyLexer.NOT) {
          assertThat(scope).as("%s in %s", token.getText(), line).startsWith("keyword.");
        }
      }
    }
  }

  /** The scope of each character of a line: the first match wins, the first rule among equals. */
  private String[] scopes(String line) {
    String[] scopes = new String[line.length()];
    Arrays.fill(scopes, "");
    int at = 0;
    while (at < line.length()) {
      Rule best = null;
      Matcher match = null;
      for (Rule rule : rules) {
        Matcher candidate = rule.begin().matcher(line).useTransparentBounds(true);
        if (candidate.find(at) && (match == null || candidate.start() < match.start())) {
          best = rule;
          match = candidate;
        }
      }
      if (best == null || match == null) {
        return scopes;
      }
      at = fill(scopes, best, match, line);
    }
    return scopes;
  }

  private static int fill(String[] scopes, Rule rule, Matcher match, String line) {
    int end = match.end();
    if (rule.node().has("end")) {
      // Escapes are passed over, as the inner patterns do.
      Matcher close =
          Pattern.compile("(?:\\\\.|[^\"\\\\])*+\"?").matcher(line).region(end, line.length());
      end = close.lookingAt() ? close.end() : line.length();
    }
    Arrays.fill(scopes, match.start(), end, rule.scope());
    for (int group = 1; group <= match.groupCount(); group++) {
      String scope = rule.node().path("captures").path(String.valueOf(group)).path("name").asText();
      if (!rule.node().has("name") && !scope.isEmpty()) {
        Arrays.fill(scopes, match.start(group), match.end(group), scope);
      }
    }
    return Math.max(end, match.start() + 1);
  }
}
