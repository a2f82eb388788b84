package dev.sealkeep.keystore.store;

import java.util.List;
import java.util.Optional;

/**
 * What a release of a key depends on, but for the reference sets, which the policy names.
 *
 * @param tenant the key's owner
 * @param key the key; empty if the tenant has none of that name
 * @param versions the key's wrapped versions, oldest first
 * @param policy the newest version of the policy that the key names; empty if there is none, or the
 *     key has no version that is current
 */
public record ReleaseRows(
    TenantRow tenant,
    Optional<KeyRow> key,
    List<KeyVersionRow> versions,
    Optional<PolicyRow> policy) {
  /** Copies the list. */
  public ReleaseRows {
    versions = List.copyOf(versions);
  }
}
