package dev.sealkeep.service.preflight;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.protocol.log.BootClaim;
import dev.sealkeep.protocol.log.NextBoot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The claims that the next boot will make, as far as they can be known now: those of the running
 * one, with the stated values in their places, and without what a boot changes that nobody stated.
 *
 * @param claims what is known
 * @param absent stated claims that this machine's evidence does not make, and so will not
 * @param unknown claims of now that the next boot may change, and that were not stated
 */
record NextClaims(ClaimSet claims, List<String> absent, List<String> unknown) {
  /** Copies the lists. */
  NextClaims {
    absent = List.copyOf(absent);
    unknown = List.copyOf(unknown);
  }

  /** Tells them from the claims of now. */
  static NextClaims of(ClaimSet now, List<NextBoot.Value> stated) {
    Map<String, ClaimValue> claims = new HashMap<>(now.claims());
    Set<String> absent = new TreeSet<>();
    Set<String> names = new HashSet<>();
    Set<BootClaim> changed = new HashSet<>();
    for (NextBoot.Value next : stated) {
      String name = next.claim().name();
      ClaimValue value = ClaimValue.Bytes.ofHex(next.value());
      ClaimValue before = claims.put(name, value);
      names.add(name);
      if (before == null) {
        absent.add(name);
        claims.remove(name);
      } else if (!before.equals(value)) {
        changed.add(next.claim());
      }
    }
    launchedAnew(claims);
    Set<String> unknown = new TreeSet<>(claims.keySet());
    unknown.removeIf(name -> names.contains(name) || !Consequences.unknown(name, changed, now));
    claims.keySet().removeAll(unknown);
    return new NextClaims(
        new ClaimSet(now.technology(), claims), List.copyOf(absent), List.copyOf(unknown));
  }

  /** SEV-SNP takes these from the firmware that runs when a guest is launched. */
  private static void launchedAnew(Map<String, ClaimValue> claims) {
    for (String launch : List.copyOf(claims.keySet())) {
      String current = launch.replaceFirst("(^|\\.)launch_(tcb|mit_vector)$", "$1current_$2");
      ClaimValue value = claims.get(current);
      if (!current.equals(launch) && value != null) {
        claims.put(launch, value);
      }
    }
  }
}
