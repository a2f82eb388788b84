package dev.sealkeep.policy.syntax;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.grammar.PolicyLexer;
import dev.sealkeep.policy.grammar.PolicyParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;

/** Reads the text of a policy. */
public final class PolicyReader {
  /** The longest policy, in bytes of UTF-8. */
  public static final int MAX_SOURCE_BYTES = 64 * 1024;

  private static final String VERSION = "1";
  private static final String FIRST_LINE = "the first line of a policy is `sealkeep 1`";

  private PolicyReader() {}

  /**
   * Reads a policy.
   *
   * @param source any string
   * @param diagnostics receives what is wrong with it
   * @return the tree, with faulty nodes where the parser failed; empty if nothing can be said about
   *     the source beyond the diagnostics
   */
  public static Optional<PolicySyntax> read(String source, Diagnostics diagnostics) {
    return parse(source, diagnostics)
        .map(parsed -> new TreeReader(parsed.stream(), diagnostics).policy(parsed.file()));
  }

  /**
   * Reads a policy as it is laid out, for tools that write it anew.
   *
   * @param source any string
   * @param diagnostics receives what is wrong with it
   * @return the layout; empty if the diagnostics hold an error
   */
  public static Optional<SourceLayout> layout(String source, Diagnostics diagnostics) {
    Optional<Parsed> parsed = parse(source, diagnostics);
    parsed.ifPresent(p -> new TreeReader(p.stream(), diagnostics).policy(p.file()));
    return parsed
        .filter(_ -> !diagnostics.hasErrors())
        .map(p -> new SourceLayout(p.file(), p.stream().getTokens(), p.comments()));
  }

  /** What the parser made of a source, and the comments, which it does not see. */
  private record Parsed(
      PolicyParser.PolicyFileContext file, CommonTokenStream stream, List<Token> comments) {}

  private static Optional<Parsed> parse(String source, Diagnostics diagnostics) {
    if (!SourceText.isWithin(source, MAX_SOURCE_BYTES, DiagnosticCode.TOO_LARGE, diagnostics)
        || !SourceText.isVisible(source, DiagnosticCode.NOT_TEXT, diagnostics)) {
      return Optional.empty();
    }
    SourceTokens read = SourceTokens.lex(source);
    List<Token> tokens = read.tokens();
    if (isOtherVersion(tokens, diagnostics)) {
      return Optional.empty();
    }
    List<Token> kept = new LineTokens(diagnostics).filter(tokens);
    if (!tokens.isEmpty() && kept.isEmpty() && diagnostics.hasErrors()) {
      return Optional.empty();
    }
    CommonTokenStream stream = stream(header(kept, diagnostics), read.end());
    return Optional.of(new Parsed(parse(stream, diagnostics), stream, read.comments()));
  }

  /** What another version means cannot be told, so nothing more is said about such a source. */
  private static boolean isOtherVersion(List<Token> tokens, Diagnostics diagnostics) {
    List<Token> header =
        tokens.stream().filter(token -> token.getType() != PolicyLexer.NEWLINE).limit(2).toList();
    if (header.size() < 2
        || header.getFirst().getType() != PolicyLexer.SEALKEEP
        || header.getLast().getText().equals(VERSION)) {
      return false;
    }
    Token version = header.getLast();
    boolean named =
        version.getType() == PolicyLexer.INTEGER || version.getType() == PolicyLexer.NAME;
    if (named) {
      diagnostics.add(
          DiagnosticCode.UNSUPPORTED_VERSION,
          Regions.of(version),
          "this release reads version 1 of the policy language only",
          FIRST_LINE);
    }
    return named;
  }

  /** Checks that the source begins with the header; returns the tokens to parse. */
  private static List<Token> header(List<Token> tokens, Diagnostics diagnostics) {
    if (!tokens.isEmpty() && tokens.getFirst().getType() == PolicyLexer.SEALKEEP) {
      return tokens;
    }
    diagnostics.add(
        DiagnosticCode.HEADER_MISSING,
        tokens.isEmpty() ? Region.START : Regions.of(tokens.getFirst()),
        "the policy does not say which version of the language it is written in",
        FIRST_LINE);
    return withoutForeignLine(tokens);
  }

  /** A first line that is no header and does not begin the policy was meant as the header. */
  private static List<Token> withoutForeignLine(List<Token> tokens) {
    int line = 0;
    while (line < tokens.size()
        && tokens.get(line).getLine() == tokens.getFirst().getLine()
        && tokens.get(line).getType() != PolicyLexer.POLICY) {
      line++;
    }
    return tokens.subList(line, tokens.size());
  }

  private static PolicyParser.PolicyFileContext parse(
      CommonTokenStream stream, Diagnostics diagnostics) {
    PolicyParser parser = new PolicyParser(stream);
    parser.removeErrorListeners();
    parser.setErrorHandler(new LineRecovery());
    parser.addErrorListener(new SyntaxErrors(diagnostics));
    PolicyParser.PolicyFileContext file = parser.policyFile();
    if (parser.getNumberOfSyntaxErrors() > 0 && !diagnostics.hasErrors()) {
      diagnostics.add(DiagnosticCode.SYNTAX, Region.START, "the policy cannot be read");
    }
    return file;
  }

  private static CommonTokenStream stream(List<Token> tokens, Token end) {
    List<Token> all = new ArrayList<>(tokens);
    all.add(end);
    return new CommonTokenStream(new ListTokenSource(all));
  }
}
