package dev.sealkeep.service.fault.client;

import dev.sealkeep.service.harness.Guest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A policy, its reference set and the keys under it; policy, set and first key share a name. */
final class Workload {
  private static final String NOBODY =
      "  forbid simulated-amd-sev-snp { vmpl == 0 } because \"x\"\n";

  private final String tenant;
  private final String name;
  private final List<String> keys = new CopyOnWriteArrayList<>();

  Workload(String tenant, String name) {
    this.tenant = tenant;
    this.name = name;
    keys.add(name);
  }

  String tenant() {
    return tenant;
  }

  String name() {
    return name;
  }

  /** The names of the keys that were acknowledged, and that of the first. */
  List<String> keys() {
    return keys;
  }

  /** A policy that no other equals. */
  String policy(boolean admits, long unique) {
    String source =
        Guest.POLICY
            .replace("policy root {", "policy " + name + " {")
            .replace("set \"builds\"", "set \"" + name + "\"");
    return (admits ? source : source.replaceFirst("(?m)^}", NOBODY + "}")) + "# " + unique + "\n";
  }

  /** A reference set that no other equals. */
  String set(boolean admits, long unique) {
    String good = "simulated-amd-sev-snp measurement " + Guest.GOOD_HEX + "\n";
    String other = "simulated-amd-sev-snp measurement %096x%n".formatted(unique + 1);
    return admits ? good + other : other;
  }
}
