package dev.sealkeep.service.state;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealkeep.keystore.hierarchy.ContentDigests;
import dev.sealkeep.keystore.hierarchy.KeyHierarchy;
import dev.sealkeep.keystore.hierarchy.TenantKeys;
import dev.sealkeep.keystore.hierarchy.UnwrapFailedException;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.TenantRow;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tenants' opened keys. Opening unwraps a KEK, so the result is kept by the digest of the
 * wrapped row; an edited row has another digest and is opened, and judged, anew.
 */
public final class TenantDirectory {
  /** The name of the dummy tenant's one key and its policy. */
  public static final String DUMMY_KEY = "dummy";

  private static final Logger LOG = LoggerFactory.getLogger(TenantDirectory.class);

  private final KeyHierarchy hierarchy;
  private final TenantKeys system;
  private final TenantKeys dummy;
  private final Cache<Digest, Optional<TenantKeys>> opened =
      Caffeine.newBuilder().maximumSize(65_536).build();

  private TenantDirectory(KeyHierarchy hierarchy, TenantKeys system, TenantKeys dummy) {
    this.hierarchy = hierarchy;
    this.system = system;
    this.dummy = dummy;
  }

  /** Opens the directory of a store whose reserved tenants exist. */
  public static TenantDirectory open(Store store, KeyHierarchy hierarchy) {
    return store.read(
        snapshot ->
            new TenantDirectory(
                hierarchy,
                reserved(snapshot, hierarchy, Entry.SYSTEM_TENANT),
                reserved(snapshot, hierarchy, Entry.DUMMY_TENANT)));
  }

  private static TenantKeys reserved(Snapshot snapshot, KeyHierarchy hierarchy, String name) {
    return snapshot
        .tenant(name)
        .map(hierarchy::open)
        .orElseThrow(() -> new IllegalStateException("the database lacks the tenant " + name));
  }

  /** The system tenant's keys. */
  public TenantKeys system() {
    return system;
  }

  /** The dummy tenant's keys. */
  public TenantKeys dummy() {
    return dummy;
  }

  /** Opens a row; empty if its content and its MAC are not good. */
  Optional<TenantKeys> open(TenantRow row) {
    byte[] digest =
        ContentDigests.tenant(row.wrappedKek(), row.wrappedTagKey(), row.wrappedStateKey());
    return opened.get(Digest.of(digest), d -> unwrap(row)).filter(keys -> keys.verifies(row));
  }

  private Optional<TenantKeys> unwrap(TenantRow row) {
    try {
      return Optional.of(hierarchy.open(row));
    } catch (UnwrapFailedException e) {
      LOG.error("the row of tenant {} does not open: {}", row.name(), e.getMessage());
      return Optional.empty();
    }
  }
}
