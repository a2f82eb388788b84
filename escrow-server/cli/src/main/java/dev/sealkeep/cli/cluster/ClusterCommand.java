package dev.sealkeep.cli.cluster;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.service.cluster.ClusterAuthority;
import dev.sealkeep.service.cluster.ClusterRefusedException;
import dev.sealkeep.service.cluster.ClusterTlsFiles;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sealkeep cluster}. */
@Command(
    name = "cluster",
    description = "Make the certificates by which the nodes of a cluster know each other.")
public final class ClusterCommand {
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
              + "(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

  private final Console console;

  /** Makes the group for those surroundings. */
  public ClusterCommand(Console console) {
    this.console = console;
  }

  /** The node whose certificate it is. */
  static final class NodeOptions {
    @Option(
        names = "--data",
        required = true,
        paramLabel = "DIR",
        description = "the node's data directory; the files go to 'cluster' in it")
    private Path data = Path.of("");

    @Option(
        names = "--name",
        required = true,
        arity = "1..*",
        paramLabel = "HOST",
        description = "the names and addresses by which the other nodes reach it")
    private List<String> names = List.of();
  }

  record Made(
      String authority,
      String ca,
      String certificate,
      String key,
      List<String> names,
      String expires) {}

  /** Makes a cluster CA and the first node's certificate. */
  @Command(
      name = "init",
      description = {
        "Make the cluster CA, and the first node's key and certificate.",
        "Keep the CA's directory offline: who has its key can join the cluster's bus."
      })
  void init(
      @Option(
              names = "--authority",
              required = true,
              paramLabel = "DIR",
              description = "the directory for the CA, made where it is absent")
          Path authority,
      @Mixin NodeOptions node,
      @Mixin OutputOption output) {
    SecureRandom random = new SecureRandom();
    Instant now = Instant.now();
    make(
        authority,
        node,
        output,
        random,
        now,
        () -> ClusterAuthority.create(authority, random, now));
  }

  /** Makes a further node's certificate. */
  @Command(
      name = "join",
      description = "Have the cluster CA issue a further node's key and certificate.")
  void join(
      @Option(
              names = "--authority",
              required = true,
              paramLabel = "DIR",
              description = "the directory of the CA, as 'cluster init' made it")
          Path authority,
      @Mixin NodeOptions node,
      @Mixin OutputOption output) {
    make(
        authority,
        node,
        output,
        new SecureRandom(),
        Instant.now(),
        () -> ClusterAuthority.open(authority));
  }

  private void make(
      Path directory,
      NodeOptions node,
      OutputOption output,
      SecureRandom random,
      Instant now,
      Supplier<ClusterAuthority> authority) {
    List<String> names = node.names;
    names.forEach(ClusterCommand::requireName);
    ClusterTlsFiles files = ClusterTlsFiles.in(ClusterTlsFiles.directory(node.data));
    Instant expires;
    try {
      files.requireNone();
      expires = files.issue(authority.get(), names, random, now);
    } catch (ClusterRefusedException e) {
      throw CommandFailure.of(ExitCode.UNUSABLE, String.valueOf(e.getMessage()), "");
    }
    Made made =
        new Made(
            directory.toString(),
            files.ca().toString(),
            files.certificate().toString(),
            files.key().toString(),
            names,
            expires.toString());
    output.print(
        console,
        made,
        style ->
            new Fields()
                .add("cluster CA", made.authority() + " (keep it offline)")
                .add("ca", made.ca())
                .add("certificate", made.certificate())
                .add("key", made.key() + " (mode 0600)")
                .add("names", String.join(", ", names))
                .add("expires", made.expires())
                .render(style));
  }

  private static void requireName(String name) {
    boolean address = name.contains(":") || name.matches("[0-9.]+");
    if (address ? isAddress(name) : NAME.matcher(name).matches()) {
      return;
    }
    throw CommandFailure.of(
        ExitCode.UNUSABLE,
        "'%s' is neither a host name nor an address".formatted(name),
        "Give --name as the other nodes reach this one, such as node1.example.org or 10.0.0.7.");
  }

  /** In the one form that a certificate takes: four numbers, or IPv6 without brackets or zone. */
  private static boolean isAddress(String name) {
    if (!name.matches("[0-9]+([.][0-9]+){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
      return false;
    }
    try {
      InetAddress _ = InetAddress.ofLiteral(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
