package dev.sealkeep.cli.collateral;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.cli.terminal.Table;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.SignedNote;
import dev.sealkeep.service.collateral.vendor.Vendor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealkeep collateral}. */
@Command(
    name = "collateral",
    description =
        "Fetch vendors' collateral, carry it in signed bundles, show how long it is good.")
public final class CollateralCommand {
  private final Console console;

  /** Makes the group for those surroundings. */
  public CollateralCommand(Console console) {
    this.console = console;
  }

  /** Fetches items into files. */
  @Command(
      name = "fetch",
      description = "Fetch from AMD and Intel into files that --collateral reads.")
  int fetch(
      @Option(
              names = "--out",
              required = true,
              paramLabel = "DIR",
              description = "the folder to write to; made if missing")
          Path out,
      @Option(
              names = "--for",
              paramLabel = "PATH",
              arity = "1..*",
              description = "evidence, in files or folders: what its verification calls for")
          @Nullable List<Path> evidence,
      @Option(
              names = "--product",
              paramLabel = "NAME",
              description = "Milan, Genoa or Turin: chains and revocation lists")
          @Nullable List<String> products,
      @Option(
              names = "--fmspc",
              paramLabel = "HEX",
              description = "an Intel platform family: TCB info, identities, revocation lists")
          @Nullable List<String> families,
      @Option(
              names = "--amd",
              paramLabel = "URL",
              description = "AMD's service or one like it (default: ${DEFAULT-VALUE})",
              defaultValue = "https://kdsintf.amd.com")
          URI amd,
      @Option(
              names = "--intel",
              paramLabel = "URL",
              description = "Intel's service or a PCCS (default: ${DEFAULT-VALUE})",
              defaultValue = "https://api.trustedservices.intel.com")
          URI intel,
      @Mixin OutputOption output) {
    Fetch fetch = new Fetch();
    fetch.forEvidence(evidence == null ? List.of() : evidence);
    (products == null ? List.<String>of() : products).forEach(fetch::forProduct);
    (families == null ? List.<String>of() : families).forEach(fetch::forFamily);
    if (fetch.isEmpty()) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "there is nothing to fetch",
          "Name evidence that calls for published collateral with --for, or give --product or"
              + " --fmspc.");
    }
    List<Fetch.Line> lines =
        fetch.into(
            out, Map.of(Vendor.AMD, base("--amd", amd), Vendor.INTEL, base("--intel", intel)));
    output.print(console, Map.of("items", lines), style -> fetched(lines, style));
    return exitCode(lines).number();
  }

  private static URI base(String option, URI url) {
    boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
    if (!http || url.getHost() == null || url.getRawQuery() != null) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          option + " " + url + " is not a base URL",
          "Give http:// or https://, a host, and a path if the service has one.");
    }
    return URI.create(url.toString().replaceFirst("/+$", ""));
  }

  private static ExitCode exitCode(List<Fetch.Line> lines) {
    boolean allKnown =
        lines.stream().allMatch(l -> l.outcome().equals("found") || l.outcome().equals("absent"));
    if (!allKnown) {
      return ExitCode.UNAVAILABLE;
    }
    return lines.stream().anyMatch(l -> l.outcome().equals("found"))
        ? ExitCode.OK
        : ExitCode.CONFLICT;
  }

  private static String fetched(List<Fetch.Line> lines, Style style) {
    Table table = new Table("OUTCOME", "DETAIL", "ITEM");
    for (Fetch.Line line : lines) {
      String outcome =
          switch (line.outcome()) {
            case "found" -> style.good("found");
            case "absent" -> style.warning("absent");
            case String failed -> style.bad(failed);
          };
      table.row(outcome, line.detail(), line.item());
    }
    return table.render(style, "");
  }

  /** Makes a bundle. */
  @Command(name = "export", description = "Make a signed bundle of a folder's collateral.")
  void export(
      @Option(
              names = "--dir",
              required = true,
              paramLabel = "DIR",
              description = "the folder, such as 'fetch' wrote")
          Path directory,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "BUNDLE",
              description = "the file to write, which must not exist")
          Path out,
      @Option(
              names = "--sign",
              required = true,
              paramLabel = "KEY",
              description = "an Ed25519 private key in PEM, as 'openssl genpkey' writes it")
          Path key,
      @Mixin OutputOption output) {
    List<BundleDirectory.Content> files = new BundleDirectory(directory).files();
    if (files.isEmpty() || files.size() > Manifest.MAX_FILES) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "%s has %d files with collateral; a bundle takes 1 to %d"
              .formatted(directory, files.size(), Manifest.MAX_FILES),
          "Name the folder that 'sealkeep collateral fetch' wrote, or part it.");
    }
    Manifest manifest =
        new Manifest(
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            files.stream().map(BundleDirectory.Content::entry).toList());
    try (LogSigner signer = BundleKeys.signer(key)) {
      SignedNote note =
          Bundle.sign(manifest, signer)
              .orElseThrow(
                  () ->
                      CommandFailure.of(
                          ExitCode.UNUSABLE,
                          "the list of files is too long for one bundle",
                          "Part the folder."));
      byte[] bundle =
          new Bundle(manifest, note, files.stream().map(BundleDirectory.Content::bytes).toList())
              .encode();
      Files.write(out, bundle, StandardOpenOption.CREATE_NEW);
      print(output, manifest, "exported", bundle.length);
    } catch (IOException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "cannot write the bundle %s: %s".formatted(out, BoundedFile.reason(e)),
          "Name a new file in a folder you can write to.");
    }
  }

  /** Takes a bundle into a folder. */
  @Command(name = "import", description = "Verify a signed bundle and write its files to a folder.")
  void importBundle(
      @Parameters(paramLabel = "BUNDLE", description = "the bundle") Path file,
      @Option(
              names = "--dir",
              required = true,
              paramLabel = "DIR",
              description = "the folder, which a server's 'collateral' setting names")
          Path directory,
      @Option(
              names = "--trust",
              required = true,
              paramLabel = "KEY",
              description = "the signer's Ed25519 public key in PEM")
          Path key,
      @Option(
              names = "--allow-older",
              description = "take a bundle that is older than the one imported last")
          boolean allowOlder,
      @Mixin OutputOption output) {
    byte[] bytes = BoundedFile.read(file, Bundle.MAX_BYTES, "the bundle");
    Bundle bundle =
        switch (Bundle.read(bytes, BundleKeys.verifier(key))) {
          case Bundle.Reading.Good(Bundle good) -> good;
          case Bundle.Reading.Bad(Bundle.Fault fault) ->
              throw CommandFailure.of(
                  ExitCode.REFUSED,
                  file + " is refused: " + fault.meaning(),
                  "Nothing was written. Get the bundle and the signer's key again.");
        };
    BundleDirectory target = new BundleDirectory(directory);
    Optional<Instant> last = target.imported().map(Manifest::created);
    if (!allowOlder && last.filter(bundle.manifest().created()::isBefore).isPresent()) {
      throw CommandFailure.of(
          ExitCode.REFUSED,
          "%s is refused: it is of %s, and a bundle of %s was imported before"
              .formatted(file, bundle.manifest().created(), last.get()),
          "Nothing was written. Get a newer bundle, or add --allow-older if you mean it.");
    }
    target.take(bundle);
    print(output, bundle.manifest(), "imported", bytes.length);
  }

  private void print(OutputOption output, Manifest manifest, String verb, int bytes) {
    String created = manifest.created().toString();
    List<String> names = manifest.files().stream().map(Manifest.Entry::name).toList();
    output.print(
        console,
        Map.of("created", created, "files", names, "bytes", bytes),
        style ->
            new Fields()
                .add(verb, names.size() + " files, " + bytes + " bytes")
                .add("created", created)
                .render(style));
  }

  /** Shows how long collateral is good. */
  @Command(
      name = "status",
      description = "Show what a folder holds and how long it is good; exit code 1 if not all is.")
  int status(
      @Option(
              names = "--dir",
              required = true,
              paramLabel = "DIR",
              description = "a folder, searched to any depth")
          List<Path> directories,
      @Option(
              names = "--at",
              paramLabel = "INSTANT",
              description = "the time to judge at, such as 2026-01-31T12:00:00Z; now by default")
          @Nullable String at,
      @Mixin OutputOption output) {
    List<ItemStatus> items = items(directories, at == null ? Instant.now() : instant(at));
    if (items.isEmpty()) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "there is no collateral that is recognised in " + directories.getFirst(),
          "Name a folder with certificates, revocation lists or Intel's documents.");
    }
    output.print(console, Map.of("items", items), style -> table(items, style));
    boolean expired = items.stream().anyMatch(i -> i.state().equals(ItemStatus.EXPIRED));
    return (expired ? ExitCode.REFUSED : ExitCode.OK).number();
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "'" + text + "' is not an instant",
          "Write it as 2026-01-31T12:00:00Z.");
    }
  }

  private static List<ItemStatus> items(List<Path> directories, Instant at) {
    List<ItemStatus> items = new ArrayList<>();
    for (Path directory : directories) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          if (Files.size(file) <= Manifest.MAX_FILE_BYTES) {
            String name = directory.relativize(file).toString();
            items.addAll(ItemStatus.of(name, Files.readAllBytes(file), at));
          }
        }
      } catch (IOException e) {
        throw BoundedFile.unreadable(directory.toString(), e);
      } catch (UncheckedIOException e) {
        throw BoundedFile.unreadable(directory.toString(), Objects.requireNonNull(e.getCause()));
      }
    }
    return items;
  }

  private static String table(List<ItemStatus> items, Style style) {
    Table table = new Table("STATE", "KIND", "SUBJECT", "ISSUED", "NEXT UPDATE", "AGE", "FILE");
    for (ItemStatus item : items) {
      String state =
          switch (item.state()) {
            case ItemStatus.OK -> style.good(item.state());
            case ItemStatus.EXPIRING -> style.warning(item.state());
            case String expired -> style.bad(expired);
          };
      table.row(
          state,
          item.kind(),
          item.subject(),
          item.issued(),
          item.nextUpdate(),
          Duration.ofSeconds(item.ageSeconds()).toDays() + "d",
          item.file());
    }
    return table.render(style, "");
  }
}
