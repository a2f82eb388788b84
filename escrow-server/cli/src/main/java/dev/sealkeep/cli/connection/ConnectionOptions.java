package dev.sealkeep.cli.connection;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.terminal.Console;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which server to ask and how to trust it. */
public final class ConnectionOptions {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "the server, https://HOST[:PORT] (or SEALKEEP_SERVER)")
  private Optional<String> server = Optional.empty();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "PEM of the authority of the server's certificate (or SEALKEEP_CA)")
  private Optional<String> ca = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "file with the access token (or SEALKEEP_TOKEN_FILE)")
  private Optional<String> tokenFile = Optional.empty();

  /** Reads the files and makes a client; nothing is sent yet. */
  public EscrowClient connect(Console console) {
    URI base = server(console);
    Path authority = path(setting(console, ca, "--ca FILE", "SEALKEEP_CA"));
    Path token = path(setting(console, tokenFile, "--token-file FILE", "SEALKEEP_TOKEN_FILE"));
    return EscrowClient.open(base, authority, token);
  }

  /** The server's URL, from the option or the environment. */
  public URI server(Console console) {
    return parse(setting(console, server, "--server URL", "SEALKEEP_SERVER"));
  }

  private static String setting(
      Console console, Optional<String> option, String usage, String variable) {
    return option
        .or(() -> Optional.ofNullable(console.environment().get(variable)))
        .filter(value -> !value.isBlank())
        .orElseThrow(
            () ->
                CommandFailure.of(
                    ExitCode.UNUSABLE,
                    "%s is not given".formatted(usage),
                    "Add %s or set %s.".formatted(usage, variable)));
  }

  private static Path path(String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE, "'%s' is not a path".formatted(value), "Name a file.");
    }
  }

  static URI parse(String url) {
    try {
      URI uri = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
      boolean plain =
          uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && (uri.getRawPath() == null || uri.getRawPath().isEmpty());
      if ("https".equals(uri.getScheme()) && uri.getHost() != null && plain) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Reported below like every other URL that cannot be used.
    }
    throw CommandFailure.of(
        ExitCode.UNUSABLE,
        "'%s' is not a server's URL".formatted(url),
        "Give https://HOST or https://HOST:PORT; plain HTTP is not spoken.");
  }
}
