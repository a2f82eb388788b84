/**
 * The nearest miss: what would have to be otherwise about a denied machine, in the fewest claims,
 * for the policy to permit it. It is worked out when somebody asks, not when a request is denied.
 * The package depends on the solver and on evaluation.
 */
@NullMarked
package dev.sealkeep.policy.nearest;

import org.jspecify.annotations.NullMarked;
