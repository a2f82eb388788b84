package dev.sealkeep.service.fault.check;

import dev.sealkeep.ledger.audit.TenantAuditor;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.service.fault.history.Answer;
import dev.sealkeep.service.fault.history.Call;
import dev.sealkeep.service.fault.history.FinalLog;
import dev.sealkeep.service.fault.history.Question;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A challenge commits at most one release: in the log, and in the answers. Each release of the log
 * was asked for by somebody.
 */
public final class ChallengesReleaseOnce implements Property {
  /** Makes the check. */
  public ChallengesReleaseOnce() {}

  @Override
  public List<Finding> check(List<Call> calls, FinalLog log) {
    Map<String, String> challengeOfBase = new HashMap<>();
    Map<String, Set<String>> decisions = new HashMap<>();
    for (Call call : calls) {
      if (call.question() instanceof Question.Release release) {
        challengeOfBase.put(release.base(), release.challenge());
        if (call.answer() instanceof Answer.Released released) {
          decisions
              .computeIfAbsent(release.challenge(), _ -> new HashSet<>())
              .add(released.decision());
        }
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (String tenant : log.tenants().keySet()) {
      for (TenantAuditor.Opened opened : log.entries(tenant)) {
        if (opened.entry() instanceof Entry.Release release) {
          String challenge = challengeOfBase.get(release.decision().base().hex());
          if (challenge == null) {
            findings.add(finding("nobody asked for the release of entry " + opened.index()));
          } else {
            decisions.computeIfAbsent(challenge, _ -> new HashSet<>()).add(release.id().toString());
          }
        }
      }
    }
    decisions.forEach(
        (challenge, ids) -> {
          if (ids.size() > 1) {
            findings.add(
                finding(
                    "the challenge %s released %d times: %s"
                        .formatted(challenge, ids.size(), ids)));
          }
        });
    return findings;
  }

  private static Finding finding(String what) {
    return Finding.of(ChallengesReleaseOnce.class, what);
  }
}
