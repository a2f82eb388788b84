package dev.sealkeep.service.state;

import dev.sealkeep.keystore.hierarchy.TenantKeys;
import dev.sealkeep.keystore.store.KeyVersionRow;
import dev.sealkeep.keystore.store.PolicyRow;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.service.log.StateIndex;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a decision on one key depends on, as read from one snapshot.
 *
 * @param tenant the tenant's name, or the dummy tenant's
 * @param keys the tenant's opened keys
 * @param policyName the name of the policy that guards the key; empty if that is not known
 * @param policyDigest SHA-256 of its source; zeros if that is not known
 * @param referenceDigests digests of the reference sets, in the order of their names
 * @param pins the state entries that were read; the commit re-checks that they are still the newest
 * @param usable what a release needs, or why there is none
 */
public record Workload(
    String tenant,
    TenantKeys keys,
    String policyName,
    Digest policyDigest,
    List<Digest> referenceDigests,
    List<Pin> pins,
    Usable usable) {
  /** Copies the lists. */
  public Workload {
    referenceDigests = List.copyOf(referenceDigests);
    pins = List.copyOf(pins);
  }

  /**
   * A state entry that was read.
   *
   * @param subject the object
   * @param index the place of its newest entry; empty for an object the log does not know
   */
  public record Pin(StateIndex.Subject subject, Optional<Long> index) {}

  /** Whether the state lets a release be considered at all. */
  public sealed interface Usable {
    /**
     * It does.
     *
     * @param version the wrapped key version to release
     * @param row the policy's row
     * @param policy the compiled policy
     * @param references the sets that exist, by name
     */
    record Ready(
        KeyVersionRow version, PolicyRow row, Policy policy, Map<String, ReferenceSet> references)
        implements Usable {}

    /** It does not. */
    record Faulty(StateFault fault) implements Usable {}
  }
}
