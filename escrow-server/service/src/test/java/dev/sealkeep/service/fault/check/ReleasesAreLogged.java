package dev.sealkeep.service.fault.check;

import dev.sealkeep.ledger.audit.TenantAuditor;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.service.fault.history.Answer;
import dev.sealkeep.service.fault.history.Call;
import dev.sealkeep.service.fault.history.FinalLog;
import dev.sealkeep.service.fault.history.Question;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every release that was answered is in the final log, at the place that its receipt names. (That
 * the log's leaves are what its checkpoint signs is for {@link CheckpointsAgree}; with it, a leaf
 * at its place is an inclusion proof.) A receipt that a guest does not accept is a finding too.
 */
public final class ReleasesAreLogged implements Property {
  /** Makes the check. */
  public ReleasesAreLogged() {}

  @Override
  public List<Finding> check(List<Call> calls, FinalLog log) {
    Map<String, Map<Long, Entry>> entries = new HashMap<>();
    log.tenants()
        .forEach(
            (tenant, report) -> {
              Map<Long, Entry> byIndex = new HashMap<>();
              for (TenantAuditor.Opened opened : report.opened()) {
                byIndex.put(opened.index(), opened.entry());
              }
              entries.put(tenant, byIndex);
            });
    List<Finding> findings = new ArrayList<>();
    for (Call call : calls) {
      if (call.question() instanceof Question.Release release) {
        switch (call.answer()) {
          case Answer.Untrusted untrusted ->
              findings.add(finding(call + " was answered with a bad receipt: " + untrusted));
          case Answer.Released released ->
              missing(
                      released,
                      log,
                      Optional.ofNullable(
                          entries.getOrDefault(release.tenant(), Map.of()).get(released.index())))
                  .ifPresent(why -> findings.add(finding(call + ": " + why)));
          case Answer.Challenged _,
              Answer.Changed _,
              Answer.Seen _,
              Answer.Refused _,
              Answer.Nothing _ -> {}
        }
      }
    }
    return findings;
  }

  private static Optional<String> missing(
      Answer.Released released, FinalLog log, Optional<Entry> entry) {
    long index = released.index();
    if (index >= log.leaves().size()) {
      return Optional.of("the final log ends before its entry");
    }
    if (!log.leaves().get(Math.toIntExact(index)).equals(released.leaf())) {
      return Optional.of("another leaf is where its entry was");
    }
    boolean opened =
        entry
            .filter(one -> one instanceof Entry.Release)
            .filter(one -> one.id().toString().equals(released.decision()))
            .isPresent();
    return opened ? Optional.empty() : Optional.of("its tenant is not shown its entry");
  }

  private static Finding finding(String what) {
    return Finding.of(ReleasesAreLogged.class, what);
  }
}
