package dev.sealkeep.cli.policy.lsp;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.CompletionOptions;
import org.eclipse.lsp4j.DidChangeConfigurationParams;
import org.eclipse.lsp4j.DidChangeWatchedFilesParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializeResult;
import org.eclipse.lsp4j.ServerCapabilities;
import org.eclipse.lsp4j.ServerInfo;
import org.eclipse.lsp4j.SetTraceParams;
import org.eclipse.lsp4j.TextDocumentSyncKind;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageServer;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.eclipse.lsp4j.services.WorkspaceService;

/** What the server can do, and its life from the first message to the last. */
final class PolicyLanguageServer implements LanguageServer {
  private final Documents documents = new Documents();
  private final CompletableFuture<Boolean> end = new CompletableFuture<>();
  private volatile boolean shutDown;

  void connect(LanguageClient client) {
    documents.connect(client);
  }

  /** Waits for the end; returns whether the editor had asked to shut down. */
  boolean awaitEnd() {
    return end.join();
  }

  @Override
  public CompletableFuture<InitializeResult> initialize(InitializeParams parameters) {
    ServerCapabilities can = new ServerCapabilities();
    can.setTextDocumentSync(TextDocumentSyncKind.Full);
    can.setHoverProvider(true);
    can.setCompletionProvider(new CompletionOptions(false, List.of(".", "[", "(", "{")));
    can.setDefinitionProvider(true);
    can.setDocumentSymbolProvider(true);
    can.setDocumentFormattingProvider(true);
    can.setCodeActionProvider(true);
    return CompletableFuture.completedFuture(
        new InitializeResult(can, new ServerInfo("sealkeep policy lsp")));
  }

  @Override
  @SuppressWarnings("NullAway") // The protocol's answer to a shutdown is null.
  public CompletableFuture<Object> shutdown() {
    shutDown = true;
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void exit() {
    end.complete(shutDown);
  }

  @Override
  public void setTrace(SetTraceParams parameters) {
    // Nothing is traced.
  }

  @Override
  public TextDocumentService getTextDocumentService() {
    return documents;
  }

  @Override
  public WorkspaceService getWorkspaceService() {
    return new WorkspaceService() {
      @Override
      public void didChangeConfiguration(DidChangeConfigurationParams parameters) {
        // There is nothing to configure.
      }

      @Override
      public void didChangeWatchedFiles(DidChangeWatchedFilesParams parameters) {
        // No file is read.
      }
    };
  }
}
