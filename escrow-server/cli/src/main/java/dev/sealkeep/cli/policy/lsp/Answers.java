package dev.sealkeep.cli.policy.lsp;

import dev.sealkeep.policy.assist.Completions;
import dev.sealkeep.policy.assist.Explanation;
import dev.sealkeep.policy.assist.OutlineEntry;
import dev.sealkeep.policy.assist.Proposal;
import dev.sealkeep.policy.diagnostic.Severity;
import dev.sealkeep.policy.diagnostic.Spelling;
import dev.sealkeep.policy.format.Formatting;
import dev.sealkeep.policy.format.PolicyFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionKind;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionItemKind;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DiagnosticSeverity;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.MarkupContent;
import org.eclipse.lsp4j.MarkupKind;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.SymbolKind;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.WorkspaceEdit;
import org.eclipse.lsp4j.jsonrpc.messages.Either;

/** What is known of a document, in the protocol's words. */
final class Answers {
  private Answers() {}

  static List<Diagnostic> diagnostics(OpenDocument document) {
    return document.findings().stream().map(finding -> diagnostic(finding, document)).toList();
  }

  private static Diagnostic diagnostic(
      dev.sealkeep.policy.diagnostic.Diagnostic finding, OpenDocument document) {
    String message =
        finding.suggestion().map(cure -> finding.message() + "\n" + cure).orElse(finding.message());
    Diagnostic diagnostic =
        new Diagnostic(
            document.positions().range(finding.region()),
            message,
            severity(finding.severity()),
            "sealkeep");
    diagnostic.setCode(finding.code().id());
    return diagnostic;
  }

  private static DiagnosticSeverity severity(Severity severity) {
    return switch (severity) {
      case ERROR -> DiagnosticSeverity.Error;
      case WARNING -> DiagnosticSeverity.Warning;
    };
  }

  /** A quick fix for each misspelt word that a range touches. */
  static List<CodeAction> fixes(String uri, OpenDocument document, Range range) {
    List<CodeAction> fixes = new ArrayList<>();
    for (dev.sealkeep.policy.diagnostic.Diagnostic finding : document.findings()) {
      Optional<String> word = Spelling.replacement(finding);
      Diagnostic shown = diagnostic(finding, document);
      if (word.isPresent() && touch(shown.getRange(), range)) {
        CodeAction fix = new CodeAction("Write `" + word.get() + "`");
        fix.setKind(CodeActionKind.QuickFix);
        fix.setDiagnostics(List.of(shown));
        fix.setIsPreferred(true);
        TextEdit edit = new TextEdit(shown.getRange(), word.get());
        fix.setEdit(new WorkspaceEdit(Map.of(uri, List.of(edit))));
        fixes.add(fix);
      }
    }
    return fixes;
  }

  private static boolean touch(Range a, Range b) {
    return !isBefore(a.getEnd(), b.getStart()) && !isBefore(b.getEnd(), a.getStart());
  }

  private static boolean isBefore(Position a, Position b) {
    return a.getLine() < b.getLine()
        || (a.getLine() == b.getLine() && a.getCharacter() < b.getCharacter());
  }

  static Hover hover(Explanation explanation, OpenDocument document) {
    return new Hover(
        markdown(explanation.markdown()), document.positions().range(explanation.span()));
  }

  private static MarkupContent markdown(String text) {
    return new MarkupContent(MarkupKind.MARKDOWN, text);
  }

  static List<CompletionItem> completions(Completions found, OpenDocument document) {
    Range replaced = document.positions().range(found.replaced());
    List<CompletionItem> items = new ArrayList<>();
    for (Proposal proposal : found.proposals()) {
      CompletionItem item = new CompletionItem(proposal.label());
      item.setKind(kind(proposal.kind()));
      item.setTextEdit(Either.forLeft(new TextEdit(replaced, proposal.text())));
      item.setSortText(String.format("%05d", items.size()));
      if (!proposal.detail().isEmpty()) {
        item.setDetail(proposal.detail());
      }
      if (!proposal.documentation().isEmpty()) {
        item.setDocumentation(markdown(proposal.documentation()));
      }
      items.add(item);
    }
    return items;
  }

  private static CompletionItemKind kind(Proposal.Kind kind) {
    return switch (kind) {
      case KEYWORD -> CompletionItemKind.Keyword;
      case OPERATOR -> CompletionItemKind.Operator;
      case TECHNOLOGY -> CompletionItemKind.Module;
      case CLAIM -> CompletionItemKind.Field;
      case WORD -> CompletionItemKind.EnumMember;
      case VECTOR_PART -> CompletionItemKind.Property;
      case DECLARED -> CompletionItemKind.Constant;
    };
  }

  /** The policy with its items below it; the items alone while the policy has no name. */
  static List<DocumentSymbol> symbols(OpenDocument document) {
    List<DocumentSymbol> items =
        document.draft().outline().stream().map(entry -> symbol(entry, document)).toList();
    Optional<Explanation> title = document.draft().title();
    if (title.isEmpty()) {
      return items;
    }
    return List.of(
        new DocumentSymbol(
            title.get().markdown(),
            SymbolKind.Namespace,
            document.positions().whole(),
            document.positions().range(title.get().span()),
            "policy",
            items));
  }

  private static DocumentSymbol symbol(OutlineEntry entry, OpenDocument document) {
    return new DocumentSymbol(
        entry.name(),
        kind(entry.kind()),
        document.positions().range(entry.whole()),
        document.positions().range(entry.named()));
  }

  private static SymbolKind kind(OutlineEntry.Kind kind) {
    return switch (kind) {
      case REFERENCE -> SymbolKind.Array;
      case CONSTANT -> SymbolKind.Constant;
      case CONDITION -> SymbolKind.Boolean;
      case PERMIT, FORBID -> SymbolKind.Function;
    };
  }

  /** The edit that makes a document canonical; none if it is, or cannot be read. */
  static List<TextEdit> formatting(OpenDocument document) {
    return switch (PolicyFormatter.format(document.text())) {
      case Formatting.Formatted formatted when !formatted.text().equals(document.text()) ->
          List.of(new TextEdit(document.positions().whole(), formatted.text()));
      case Formatting.Formatted _, Formatting.Refused _ -> List.of();
    };
  }
}
