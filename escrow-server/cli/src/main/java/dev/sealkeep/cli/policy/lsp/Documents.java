package dev.sealkeep.cli.policy.lsp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionList;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DefinitionParams;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.DocumentFormattingParams;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.DocumentSymbolParams;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.LocationLink;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.SymbolInformation;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.jspecify.annotations.Nullable;

/** The documents that an editor has open. About one that is not open, there is nothing to say. */
final class Documents implements TextDocumentService {
  private final Map<String, OpenDocument> open = new ConcurrentHashMap<>();
  private @Nullable LanguageClient client;

  void connect(LanguageClient editor) {
    client = editor;
  }

  @Override
  public void didOpen(DidOpenTextDocumentParams parameters) {
    var document = parameters.getTextDocument();
    update(document.getUri(), document.getText(), document.getVersion());
  }

  @Override
  public void didChange(DidChangeTextDocumentParams parameters) {
    var document = parameters.getTextDocument();
    // Each change holds the whole text, so the last one is what the document is now.
    if (!parameters.getContentChanges().isEmpty()) {
      String text = parameters.getContentChanges().getLast().getText();
      Integer version = document.getVersion();
      update(document.getUri(), text, version == null ? 0 : version);
    }
  }

  @Override
  public void didClose(DidCloseTextDocumentParams parameters) {
    String uri = parameters.getTextDocument().getUri();
    open.remove(uri);
    publish(new PublishDiagnosticsParams(uri, List.of()));
  }

  @Override
  public void didSave(DidSaveTextDocumentParams parameters) {
    // What is on the disk is not looked at.
  }

  private void update(String uri, String text, int version) {
    OpenDocument document = OpenDocument.of(text, version);
    open.put(uri, document);
    publish(new PublishDiagnosticsParams(uri, Answers.diagnostics(document), version));
  }

  private void publish(PublishDiagnosticsParams diagnostics) {
    if (client != null) {
      client.publishDiagnostics(diagnostics);
    }
  }

  private <T> CompletableFuture<T> answer(
      TextDocumentIdentifier asked, T nothing, Function<OpenDocument, T> answer) {
    return CompletableFuture.completedFuture(
        Optional.ofNullable(open.get(asked.getUri())).map(answer).orElse(nothing));
  }

  @Override
  @SuppressWarnings("NullAway") // The protocol's answer to a hover over nothing is null.
  public CompletableFuture<Hover> hover(HoverParams parameters) {
    OpenDocument document = open.get(parameters.getTextDocument().getUri());
    return CompletableFuture.completedFuture(
        document == null
            ? null
            : document
                .draft()
                .explain(document.positions().place(parameters.getPosition()))
                .map(explanation -> Answers.hover(explanation, document))
                .orElse(null));
  }

  @Override
  public CompletableFuture<Either<List<CompletionItem>, CompletionList>> completion(
      CompletionParams parameters) {
    return answer(
        parameters.getTextDocument(),
        Either.forLeft(List.of()),
        document ->
            Either.forLeft(
                Answers.completions(
                    document.draft().complete(document.positions().place(parameters.getPosition())),
                    document)));
  }

  @Override
  public CompletableFuture<Either<List<? extends Location>, List<? extends LocationLink>>>
      definition(DefinitionParams parameters) {
    String uri = parameters.getTextDocument().getUri();
    return answer(
        parameters.getTextDocument(),
        Either.forLeft(List.of()),
        document ->
            Either.forLeft(
                document
                    .draft()
                    .definition(document.positions().place(parameters.getPosition()))
                    .map(span -> new Location(uri, document.positions().range(span)))
                    .stream()
                    .toList()));
  }

  @Override
  public CompletableFuture<List<Either<SymbolInformation, DocumentSymbol>>> documentSymbol(
      DocumentSymbolParams parameters) {
    return answer(
        parameters.getTextDocument(),
        List.of(),
        document ->
            Answers.symbols(document).stream()
                .map(Either::<SymbolInformation, DocumentSymbol>forRight)
                .toList());
  }

  @Override
  public CompletableFuture<List<? extends TextEdit>> formatting(
      DocumentFormattingParams parameters) {
    return answer(parameters.getTextDocument(), List.of(), Answers::formatting);
  }

  @Override
  public CompletableFuture<List<Either<Command, CodeAction>>> codeAction(
      CodeActionParams parameters) {
    String uri = parameters.getTextDocument().getUri();
    return answer(
        parameters.getTextDocument(),
        List.of(),
        document ->
            Answers.fixes(uri, document, parameters.getRange()).stream()
                .map(Either::<Command, CodeAction>forRight)
                .toList());
  }
}
