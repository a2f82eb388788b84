package dev.sealkeep.agent;

import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.agent.output.KeyOutput;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;

/**
 * {@code listen}: hands the key to whoever connects to a socket, such as systemd-cryptsetup, whose
 * key file may be one (crypttab(5), "AF_UNIX sockets"). The key is fetched when somebody asks. One
 * key is handed over, as its raw bytes up to the end of the stream; then the process ends, and no
 * key stays in memory. Whoever gets none reads an empty stream.
 */
final class ListenCommand {
  private static final String ROOT = "root";

  private final Messages messages;
  private final Devices devices;
  private final Timing timing;

  ListenCommand(Messages messages, Devices devices, Timing timing) {
    this.messages = messages;
    this.devices = devices;
    this.timing = timing;
  }

  ExitStatus run(CommandLine.Listen arguments) throws InterruptedException {
    Optional<Path> path = arguments.socket().map(Path::of);
    try (ServerSocketChannel server = path.isPresent() ? bound(path.get()) : inherited()) {
      try {
        return serve(server, arguments);
      } finally {
        path.ifPresent(ListenCommand::remove);
      }
    } catch (IOException failed) {
      return messages.usage("the socket cannot be used: " + failed.getMessage());
    }
  }

  private ExitStatus serve(ServerSocketChannel server, CommandLine.Listen arguments)
      throws IOException, InterruptedException {
    while (true) {
      try (SocketChannel peer = server.accept()) {
        String user = peer.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        if (!user.equals(ROOT) && !user.equals(System.getProperty("user.name"))) {
          messages.say("user %s asked for the key and was turned away.".formatted(user));
          continue;
        }
        return new GetCommand(Channels.newOutputStream(peer), messages, devices, timing)
            .run(
                new CommandLine.Get(
                    arguments.config(),
                    KeyOutput.STANDARD_OUTPUT,
                    arguments.keyVersion(),
                    Optional.empty(),
                    Optional.empty(),
                    arguments.devices()));
      }
    }
  }

  /** Standard input, on which a service manager passes a socket that listens. */
  private static ServerSocketChannel inherited() throws IOException {
    Channel channel = System.inheritedChannel();
    if (channel instanceof ServerSocketChannel server
        && server.getLocalAddress() instanceof UnixDomainSocketAddress) {
      return server;
    }
    throw new IOException(
        "standard input is no listening AF_UNIX stream socket; start this from a systemd socket"
            + " with StandardInput=socket, or name one with --socket");
  }

  private static ServerSocketChannel bound(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(path + " exists; remove it if nobody listens there any more");
    }
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      return server;
    } catch (IOException e) {
      server.close();
      throw new IOException("%s cannot be bound (%s)".formatted(path, e.getMessage()), e);
    }
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException _) {
      // It names nobody any more; the next start says so.
    }
  }
}
