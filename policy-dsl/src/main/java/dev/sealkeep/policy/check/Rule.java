package dev.sealkeep.policy.check;

import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.syntax.PolicySyntax;

/** One thing that every policy must satisfy as a whole. */
interface Rule {
  /** Reports each place where a policy does not. */
  void check(PolicySyntax policy, Diagnostics diagnostics);
}
