package dev.sealkeep.service.collateral.vendor;

import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Received;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Source;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * Items as files. The name is the vendor's word, path and query with {@code -} for a slash and
 * {@code ,} for {@code ?} and {@code &}: {@code intel-tdx-certification-v4-tcb,fmspc=00806f050000}.
 * The content is the body as received; a file of the same name with {@value #CHAIN} behind it has
 * the issuer's certificates in PEM. The time of modification is when the item was fetched.
 */
public final class ItemFiles {
  /** The end of the names of files with issuers' certificates. */
  public static final String CHAIN = ".issuer-chain";

  private ItemFiles() {}

  /** The name of an item's file. */
  public static String name(CollateralId id) {
    return VendorPaths.name(id).replace('/', '-').replace('?', ',').replace('&', ',');
  }

  /** The item of a file's name; empty for any other name. */
  public static Optional<CollateralId> ofName(String name) {
    return VendorPaths.ofName(name.replace('-', '/').replaceFirst(",", "?").replace(',', '&'))
        .filter(id -> name(id).equals(name));
  }

  /** Writes an item into a directory, each file whole or not at all. */
  public static void write(Path directory, PublishedItem item) throws IOException {
    String name = name(item.id());
    Optional<byte[]> chain = item.issuerChainPem();
    if (chain.isPresent()) {
      replace(directory, name + CHAIN, chain.get(), item);
    }
    replace(directory, name, item.body(), item);
  }

  private static void replace(Path directory, String name, byte[] content, PublishedItem item)
      throws IOException {
    Path unfinished = Files.createTempFile(directory, ".item", ".part");
    try {
      Files.write(unfinished, content);
      Files.setLastModifiedTime(unfinished, FileTime.from(item.fetched()));
      Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** Reads the item in a file; empty if its name or content is no item's. */
  public static Optional<PublishedItem> read(Path file) throws IOException {
    Path name = file.getFileName();
    Optional<CollateralId> id = name == null ? Optional.empty() : ofName(name.toString());
    if (id.isEmpty() || Files.size(file) > PublishedItem.maxBytes(id.get())) {
      return Optional.empty();
    }
    Path chain = file.resolveSibling(name + CHAIN);
    String header =
        Files.isRegularFile(chain) && Files.size(chain) <= PublishedItem.MAX_CHAIN_CHARS
            ? percentEncoded(Files.readAllBytes(chain))
            : "";
    return PublishedItem.parse(
        id.get(),
        new Received(Files.readAllBytes(file), "", header),
        Files.getLastModifiedTime(file).toInstant(),
        Source.BUNDLE);
  }

  private static String percentEncoded(byte[] pem) {
    return URLEncoder.encode(new String(pem, StandardCharsets.UTF_8), StandardCharsets.UTF_8)
        .replace("+", "%20");
  }
}
