/**
 * Random policies, claims and reference sets over one small vocabulary, so that what a policy asks
 * is often what a machine says, and a slow evaluator of another make to hold the real one against.
 * A seed gives the same things again.
 */
@NullMarked
package dev.sealkeep.policy.generated;

import org.jspecify.annotations.NullMarked;
