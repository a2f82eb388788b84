package dev.sealkeep.cli.collateral;

import dev.sealkeep.cli.evidence.EvidenceFiles;
import dev.sealkeep.cli.evidence.UnusableInputException;
import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.CollateralId.AmdKey;
import dev.sealkeep.evidence.CollateralId.IntelTee;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.appraise.EvidenceAppraiser;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.snp.Product;
import dev.sealkeep.service.collateral.vendor.FetchFault;
import dev.sealkeep.service.collateral.vendor.FetchOutcome;
import dev.sealkeep.service.collateral.vendor.ItemFiles;
import dev.sealkeep.service.collateral.vendor.PublishedItem;
import dev.sealkeep.service.collateral.vendor.Vendor;
import dev.sealkeep.service.collateral.vendor.VendorClient;
import dev.sealkeep.service.collateral.vendor.VertxTransport;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Finds out what is needed, and fetches it into files. */
final class Fetch {
  private static final Duration REQUEST = Duration.ofSeconds(10);

  private final Set<CollateralId> items = new LinkedHashSet<>();

  /**
   * How an item was fared with.
   *
   * @param item the name of its file
   * @param outcome {@code found}, {@code absent} or why it failed
   * @param detail until when it is good, or what went wrong
   */
  record Line(String item, String outcome, String detail) {}

  /** Adds what evidence in files or folders calls for. */
  void forEvidence(List<Path> paths) {
    EvidenceAppraiser appraiser =
        new EvidenceAppraiser(TrustAnchors.none(), SignatureChecks.fastest());
    for (Path path : paths) {
      try {
        EvidenceFiles files = EvidenceFiles.ofPath(path, appraiser, Optional.empty());
        EvidenceVerifier verifier =
            files
                .verifier()
                .orElseThrow(
                    () ->
                        CommandFailure.of(
                            ExitCode.UNUSABLE,
                            "there is no evidence that is recognised in " + path,
                            "Name the file of a report or quote, or a folder with one."));
        for (Evidence evidence : files.evidence()) {
          items.addAll(verifier.needs(evidence));
        }
      } catch (UnusableInputException e) {
        throw CommandFailure.of(ExitCode.UNUSABLE, String.valueOf(e.getMessage()), e.cure());
      }
    }
  }

  /** Adds what all chips of a product share. */
  void forProduct(String name) {
    Product product =
        Arrays.stream(Product.values())
            .filter(p -> p.line().equalsIgnoreCase(name))
            .findFirst()
            .orElseThrow(
                () ->
                    CommandFailure.of(
                        ExitCode.UNUSABLE,
                        "the product '" + name + "' is not known",
                        "Use Milan, Genoa (for Bergamo and Siena too) or Turin."));
    for (AmdKey key : AmdKey.values()) {
      items.add(new CollateralId.AmdChain(key, product.line()));
      items.add(new CollateralId.AmdRevocationList(key, product.line()));
    }
  }

  /** Adds what quotes of a platform family call for, of both kinds. */
  void forFamily(String fmspc) {
    try {
      for (IntelTee tee : IntelTee.values()) {
        items.add(new CollateralId.IntelTcbInfo(tee, fmspc.toLowerCase(Locale.ROOT)));
        items.add(new CollateralId.IntelQeIdentity(tee));
      }
    } catch (IllegalArgumentException malformed) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "'" + fmspc + "' is not an FMSPC",
          "Give 12 hexadecimal digits, as 'sealkeep evidence show' prints them.");
    }
    items.add(new CollateralId.IntelPckRevocationList("platform"));
    items.add(new CollateralId.IntelPckRevocationList("processor"));
    items.add(new CollateralId.IntelRootRevocationList());
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  /** Fetches everything and writes what came. */
  List<Line> into(Path directory, Map<Vendor, URI> bases) {
    Vertx vertx = Vertx.vertx();
    try {
      Files.createDirectories(directory);
      VertxTransport transport = new VertxTransport(vertx, REQUEST);
      VendorClient client =
          new VendorClient(
              bases,
              transport,
              transport,
              InstantSource.system(),
              new SecureRandom(),
              (id, outcome) -> {});
      Map<CollateralId, CompletableFuture<FetchOutcome>> fetches = new LinkedHashMap<>();
      items.forEach(id -> fetches.put(id, client.fetch(id)));
      List<Line> lines = new ArrayList<>();
      for (var fetch : fetches.entrySet()) {
        lines.add(line(fetch.getKey(), fetch.getValue().join(), directory));
      }
      return lines;
    } catch (IOException e) {
      throw BundleDirectory.unwritable(directory, e);
    } finally {
      var _ = vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static Line line(CollateralId id, FetchOutcome outcome, Path directory)
      throws IOException {
    String name = ItemFiles.name(id);
    return switch (outcome) {
      case FetchOutcome.Found(PublishedItem item) -> {
        ItemFiles.write(directory, item);
        yield new Line(name, outcome.word(), "until " + item.validity().until());
      }
      case FetchOutcome.Absent absent ->
          new Line(name, outcome.word(), "the vendor has no such item");
      case FetchOutcome.Failed(FetchFault fault) -> new Line(name, outcome.word(), fault.meaning());
    };
  }
}
