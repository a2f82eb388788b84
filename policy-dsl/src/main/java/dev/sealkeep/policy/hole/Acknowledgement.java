package dev.sealkeep.policy.hole;

import dev.sealkeep.policy.diagnostic.Region;
import java.util.Optional;

/**
 * A comment by which the author of a policy accepts a hole: {@code # accepts-hole: CODE reason}, on
 * a line of its own.
 *
 * @param region where the code stands
 * @param clause the line of the keyword of the clause that it stands in, which alone it speaks of;
 *     empty where it stands in none, and speaks of all
 */
public record Acknowledgement(String code, String reason, Region region, Optional<Integer> clause) {
  boolean accepts(Hole hole, int line) {
    return hole.code().equals(code) && clause.filter(own -> own != line).isEmpty();
  }
}
