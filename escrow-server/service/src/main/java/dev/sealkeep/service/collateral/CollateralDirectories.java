package dev.sealkeep.service.collateral;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.service.collateral.vendor.ItemContent;
import dev.sealkeep.service.collateral.vendor.ItemFiles;
import dev.sealkeep.service.collateral.vendor.PublishedItem;
import dev.sealkeep.service.collateral.vendor.Validity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configured directories: certificates, revocation lists and documents, recognised by content,
 * and items, recognised by their files' names. Read again when a file changes; what cannot be read
 * any more leaves the last good state in force.
 */
public final class CollateralDirectories {
  private static final Logger LOG = LoggerFactory.getLogger(CollateralDirectories.class);
  private static final long MAX_FILE_BYTES = 8L << 20;
  private static final int MAX_FILES = 10_000;

  private final List<Path> directories;
  private volatile State state;

  private record Listed(Path file, long bytes, Instant modified) {}

  private record State(
      List<Listed> listing,
      Collateral content,
      Map<CollateralId, PublishedItem> items,
      Cache<CollateralId, Optional<Validity>> found) {}

  /** Reads the directories; throws IOException if one cannot be read. */
  public CollateralDirectories(List<Path> directories) throws IOException {
    this.directories = List.copyOf(directories);
    this.state = load(list());
  }

  /** No directories. */
  public static CollateralDirectories none() {
    try {
      return new CollateralDirectories(List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Listed> list() throws IOException {
    List<Listed> listing = new ArrayList<>();
    for (Path directory : directories) {
      try (Stream<Path> walk = Files.walk(directory)) {
        for (Path file : walk.filter(Files::isRegularFile).sorted().limit(MAX_FILES).toList()) {
          Instant modified = Files.getLastModifiedTime(file).toInstant();
          listing.add(new Listed(file, Files.size(file), modified));
        }
      } catch (UncheckedIOException e) {
        throw new IOException(e);
      }
    }
    return listing;
  }

  private static State load(List<Listed> listing) throws IOException {
    Collateral.Builder builder = new Collateral.Builder();
    Map<CollateralId, PublishedItem> items = new HashMap<>();
    for (Listed listed : listing) {
      if (listed.bytes() <= MAX_FILE_BYTES) {
        Optional<PublishedItem> item = ItemFiles.read(listed.file());
        item.ifPresent(i -> items.merge(i.id(), i, CollateralDirectories::laterIssued));
        if (item.filter(i -> isApart(i.id())).isEmpty()) {
          builder.add(Files.readAllBytes(listed.file()));
        }
      }
    }
    Collateral content = builder.build();
    if (content.leftOut() > 0) {
      LOG.warn(
          "{} objects of the directories of collateral are not used: beside chips' certificates in"
              + " files of their names {} have room",
          content.leftOut(),
          Collateral.MAX_OBJECTS);
    }
    return new State(
        listing, content, Map.copyOf(items), Caffeine.newBuilder().maximumSize(10_000).build());
  }

  /** Chips' own certificates are as many as chips, and evidence says which one it wants. */
  private static boolean isApart(CollateralId id) {
    return id instanceof CollateralId.AmdVcek;
  }

  private static PublishedItem laterIssued(PublishedItem one, PublishedItem other) {
    return other.validity().issued().isBefore(one.validity().issued()) ? one : other;
  }

  /** Reads the directories again if a file was added, removed or changed. Blocks. */
  public void reread() {
    if (directories.isEmpty()) {
      return;
    }
    try {
      List<Listed> listing = list();
      if (!listing.equals(state.listing())) {
        state = load(listing);
        LOG.info("read {} files of collateral again", listing.size());
      }
    } catch (IOException e) {
      LOG.warn(
          "cannot read the directories of collateral; keeping what was read: {}", e.toString());
    }
  }

  /** Everything in them but what is {@link #apart}. */
  Collateral content() {
    return state.content();
  }

  /** Whether they hold an item that may be used then. */
  boolean have(CollateralId id, Instant at) {
    if (apart(id, at).isPresent()) {
      return true;
    }
    State now = state;
    return now.found()
        .get(id, wanted -> ItemContent.find(wanted, now.content()))
        .filter(validity -> validity.holdsAt(at))
        .isPresent();
  }

  /** The item in a file of its own that may be used then. */
  Optional<PublishedItem> item(CollateralId id, Instant at) {
    return Optional.ofNullable(state.items().get(id)).filter(i -> i.validity().holdsAt(at));
  }

  /** The item, if it is one of those that are not part of {@link #content}. */
  Optional<PublishedItem> apart(CollateralId id, Instant at) {
    return isApart(id) ? item(id, at) : Optional.empty();
  }
}
