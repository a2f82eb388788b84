package dev.sealkeep.cli.policy.lsp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.jsonrpc.MessageConsumer;
import org.eclipse.lsp4j.jsonrpc.MessageProducer;
import org.eclipse.lsp4j.jsonrpc.RemoteEndpoint;
import org.eclipse.lsp4j.jsonrpc.json.ConcurrentMessageProcessor;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.json.StreamMessageProducer;
import org.eclipse.lsp4j.services.LanguageClient;
import org.jspecify.annotations.Nullable;

/** One editor at the other end of two streams. */
final class Connection extends Launcher.Builder<LanguageClient> {
  /** The longest message that is read: many times the longest policy. */
  static final int MAX_MESSAGE_BYTES = 16 << 20;

  private final InputStream in;
  private @Nullable MessageJsonHandler json;
  private @Nullable RemoteEndpoint endpoint;

  private Connection(InputStream in) {
    this.in = in;
  }

  /** Serves until the editor ends it or goes away; returns whether it asked to shut down first. */
  static boolean serve(InputStream in, OutputStream out) {
    PolicyLanguageServer server = new PolicyLanguageServer();
    Connection connection = new Connection(in);
    // A thread that waits for an editor's next word must not keep the process alive.
    ExecutorService threads =
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("lsp-", 0).factory());
    connection
        .setLocalService(server)
        .setRemoteInterface(LanguageClient.class)
        .setInput(in)
        .setOutput(out)
        .setExecutorService(threads);
    Launcher<LanguageClient> launcher = connection.create();
    server.connect(launcher.getRemoteProxy());
    Future<Void> listening = launcher.startListening();
    threads.execute(() -> await(listening, server));
    return server.awaitEnd();
  }

  private static void await(Future<Void> listening, PolicyLanguageServer server) {
    try {
      listening.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      // The streams are gone, which ends the connection as their end does.
    }
    server.exit();
  }

  @Override
  protected MessageJsonHandler createJsonHandler() {
    MessageJsonHandler handler = super.createJsonHandler();
    json = handler;
    return handler;
  }

  @Override
  protected RemoteEndpoint createRemoteEndpoint(MessageJsonHandler handler) {
    RemoteEndpoint made = super.createRemoteEndpoint(handler);
    endpoint = made;
    return made;
  }

  @Override
  protected ConcurrentMessageProcessor createMessageProcessor(
      MessageProducer reader, MessageConsumer consumer, LanguageClient client) {
    return super.createMessageProcessor(new BoundedProducer(in, json, endpoint), consumer, client);
  }

  /** Passes over a message that is too long, for its length is what a stranger claims. */
  private static final class BoundedProducer extends StreamMessageProducer {
    BoundedProducer(
        InputStream in, @Nullable MessageJsonHandler json, @Nullable RemoteEndpoint endpoint) {
      super(in, json, endpoint);
    }

    @Override
    protected boolean handleMessage(InputStream in, Headers headers) {
      if (headers.contentLength <= MAX_MESSAGE_BYTES) {
        return super.handleMessage(in, headers);
      }
      fireError(new IllegalStateException("a message has more than 16 MiB and is passed over"));
      try {
        in.skipNBytes(headers.contentLength);
        return true;
      } catch (IOException e) {
        // The editor is gone.
        return false;
      }
    }
  }
}
