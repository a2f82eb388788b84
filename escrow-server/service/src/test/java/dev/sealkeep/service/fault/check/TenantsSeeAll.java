package dev.sealkeep.service.fault.check;

import dev.sealkeep.service.fault.history.Call;
import dev.sealkeep.service.fault.history.FinalLog;
import java.util.List;

/** Each tenant was given an entry for every leaf of its own, and no other. */
public final class TenantsSeeAll implements Property {
  /** Makes the check. */
  public TenantsSeeAll() {}

  @Override
  public List<Finding> check(List<Call> calls, FinalLog log) {
    return log.tenants().entrySet().stream()
        .flatMap(
            tenant ->
                tenant.getValue().findings().stream()
                    .map(
                        finding ->
                            Finding.of(TenantsSeeAll.class, tenant.getKey() + ": " + finding)))
        .toList();
  }
}
