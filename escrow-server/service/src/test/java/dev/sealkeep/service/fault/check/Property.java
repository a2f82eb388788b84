package dev.sealkeep.service.fault.check;

import dev.sealkeep.service.fault.history.Call;
import dev.sealkeep.service.fault.history.FinalLog;
import java.util.List;

/** Something that holds whatever fails. */
public interface Property {
  /** Every property, but for that of what is released last, which needs to know when that began. */
  static List<Property> all() {
    return List.of(
        new RevocationsHold(),
        new LogKeepsTime(),
        new ChallengesReleaseOnce(),
        new ReleasesAreLogged(),
        new CheckpointsAgree(),
        new TenantsSeeAll());
  }

  /** How it is broken; empty if it holds. */
  List<Finding> check(List<Call> calls, FinalLog log);
}
