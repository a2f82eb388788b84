package dev.sealkeep.cli.server;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.keyfile.NewPrivateFile;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.server.EscrowServer;
import dev.sealkeep.service.server.StartRefusedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sealkeep server}. */
@Command(
    name = "server",
    description = {
      "Run a node until it is told to stop (SIGTERM or Ctrl-C), which drains it.",
      "At its first start it makes what it needs and shows the administrator's token, once."
    })
public final class ServerCommand implements Callable<Integer> {
  private static final Pattern LISTEN =
      Pattern.compile("(\\[[0-9a-f:]+\\]|[^:\\[\\]]+):(\\d{1,5})");
  private static final int MAX_PORT = 65_535;

  private final Console console;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private NodeSource source = new NodeSource();

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "listen here instead; port 0 takes any free one")
  private Optional<String> listen = Optional.empty();

  @Option(
      names = "--first-token",
      paramLabel = "FILE",
      description = "the first start writes the token to this new file instead of showing it")
  private Optional<Path> firstToken = Optional.empty();

  @Mixin private OutputOption output = new OutputOption();

  /** Makes the command for those surroundings. */
  public ServerCommand(Console console) {
    this.console = console;
  }

  record Started(
      String server,
      String ca,
      String logRoot,
      String data,
      @Nullable String firstToken,
      @Nullable String firstTokenFile) {}

  @Override
  public Integer call() throws InterruptedException {
    ServerConfiguration configuration = listening(source.configuration());
    EscrowServer server = start(configuration);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread drain =
        new Thread(
            () -> {
              server.close();
              stopped.countDown();
            },
            "drain");
    Runtime.getRuntime().addShutdownHook(drain);
    server.firstToken().ifPresent(this::keepToken);
    announce(configuration, server);
    server.firstTokenIsKept();
    stopped.await();
    return ExitCode.OK.number();
  }

  private ServerConfiguration listening(ServerConfiguration configuration) {
    if (listen.isEmpty()) {
      return configuration;
    }
    Matcher matcher = LISTEN.matcher(listen.get());
    if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > MAX_PORT) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "'%s' is not an address to listen on".formatted(listen.get()),
          "Give HOST:PORT, such as 127.0.0.1:8443 or [::1]:8443.");
    }
    String host = matcher.group(1).replaceAll("[\\[\\]]", "");
    return configuration.withListen(host, Integer.parseInt(matcher.group(2)));
  }

  private static EscrowServer start(ServerConfiguration configuration) {
    try {
      return EscrowServer.start(configuration);
    } catch (StartRefusedException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE, "the node refuses to start: " + e.getMessage(), "");
    }
  }

  private void keepToken(String token) {
    firstToken.ifPresent(
        file ->
            NewPrivateFile.write(
                file,
                (token + "\n").getBytes(StandardCharsets.UTF_8),
                "the administrator's token"));
  }

  private void announce(ServerConfiguration configuration, EscrowServer server) {
    String host =
        configuration.host().contains(":")
            ? "[" + configuration.host() + "]"
            : configuration.host();
    Started started =
        new Started(
            "https://" + host + ":" + server.port(),
            server.caFile().toString(),
            server.logRoot(),
            configuration.data().toString(),
            firstToken.isPresent() ? null : server.firstToken().orElse(null),
            server.firstToken().isPresent() ? firstToken.map(Path::toString).orElse(null) : null);
    output.print(
        console,
        started,
        style -> {
          Fields fields =
              new Fields()
                  .add("listening", started.server())
                  .add("ca", started.ca())
                  .add("log root", started.logRoot())
                  .add("data", started.data());
          if (started.firstToken() != null) {
            fields.add("admin token", started.firstToken() + " (shown once; keep it in a file)");
          }
          if (started.firstTokenFile() != null) {
            fields.add("admin token", "in " + started.firstTokenFile() + " (mode 0600)");
          }
          return fields.render(style);
        });
    console.out().flush();
  }
}
