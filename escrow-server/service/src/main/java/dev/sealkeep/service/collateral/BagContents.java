package dev.sealkeep.service.collateral;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.service.collateral.vendor.PublishedItem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes what bags hold of what is in memory: the directories' content, and the items that are
 * needed. Equal versions give the same object, so that verifiers' caches find it again.
 */
final class BagContents {
  private static final int MAX_KEPT = 4_096;

  private final ItemShelf shelf;
  private final CollateralDirectories directories;
  private final Cache<List<String>, Collateral> kept =
      Caffeine.newBuilder().maximumSize(MAX_KEPT).build();

  BagContents(ItemShelf shelf, CollateralDirectories directories) {
    this.shelf = shelf;
    this.directories = directories;
  }

  /** The content of a bag, and which it is. */
  record Made(List<String> versions, Collateral content) {
    Made {
      versions = List.copyOf(versions);
    }
  }

  Made make(List<CollateralId> needs, Instant at) {
    Collateral common = directories.content();
    List<PublishedItem> items = items(needs, at);
    List<String> versions = versions(common, items, at);
    return new Made(
        versions, items.isEmpty() ? common : kept.get(versions, v -> joined(common, items)));
  }

  /** What a bag made at {@code at} would hold: the digest of the directories, then the items'. */
  List<String> versions(List<CollateralId> needs, Instant at) {
    return versions(directories.content(), items(needs, at), at);
  }

  private List<PublishedItem> items(List<CollateralId> needs, Instant at) {
    return needs.stream()
        .flatMap(id -> Stream.concat(inMemory(id, at).stream(), directories.apart(id, at).stream()))
        .toList();
  }

  /**
   * What may be used then, or the last revocation list: what it lists stays revoked, though the
   * list proves nothing else any more.
   */
  private Optional<PublishedItem> inMemory(CollateralId id, Instant at) {
    return shelf
        .inMemory(id)
        .map(ItemShelf.Held::item)
        .filter(item -> id.isRevocationList() || item.validity().holdsAt(at));
  }

  private static List<String> versions(Collateral common, List<PublishedItem> items, Instant at) {
    return Stream.concat(Stream.of(common.digest()), items.stream().map(item -> version(item, at)))
        .toList();
  }

  private static String version(PublishedItem item, Instant at) {
    return item.validity().holdsAt(at) ? item.version() : item.version() + " expired";
  }

  private static Collateral joined(Collateral common, List<PublishedItem> items) {
    Collateral.Builder builder = new Collateral.Builder();
    items.forEach(item -> builder.addAll(item.collateral()));
    builder.addAll(common);
    return builder.build();
  }
}
