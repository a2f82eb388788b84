package dev.sealkeep.service.fault.history;

import dev.sealkeep.ledger.audit.HeldEntry;
import dev.sealkeep.ledger.audit.TenantAuditor;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The public log after everything, and what each tenant opened of it.
 *
 * @param checkpoint the public checkpoint
 * @param leaves the log's leaves from index 0, as its tiles have them
 * @param tenants by name
 */
public record FinalLog(
    Checkpoint checkpoint, List<Leaf> leaves, Map<String, TenantAuditor.Report> tenants) {
  /** Copies the collections. */
  public FinalLog {
    leaves = List.copyOf(leaves);
    tenants = Map.copyOf(tenants);
  }

  /**
   * What a tenant brings to it.
   *
   * @param key k_tenant
   * @param held its entries, as it was given them
   */
  public record Tenant(SecretBytes key, List<HeldEntry> held) {
    /** Copies the list. */
    public Tenant {
      held = List.copyOf(held);
    }
  }

  /** Has each tenant open what is its own. */
  public static FinalLog of(Checkpoint checkpoint, List<Leaf> leaves, Map<String, Tenant> tenants) {
    Map<String, TenantAuditor.Report> reports = new HashMap<>();
    tenants.forEach(
        (name, tenant) ->
            reports.put(
                name, TenantAuditor.check(name, tenant.key(), leaves.iterator(), tenant.held())));
    return new FinalLog(checkpoint, leaves, reports);
  }

  /** A tenant's entries, by ascending index. */
  public List<TenantAuditor.Opened> entries(String tenant) {
    TenantAuditor.Report report = tenants.get(tenant);
    return report == null ? List.of() : report.opened();
  }
}
