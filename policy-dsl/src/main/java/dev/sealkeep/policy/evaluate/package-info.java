/**
 * Evaluation: a compiled policy against the claims of one item of evidence. Logic is three-valued
 * (Kleene): a permit needs <i>true</i>, a forbid applies unless <i>false</i>, and a claim or a set
 * that is missing is unknown, so doubt always denies (invariant 4). The package depends on claims,
 * schemas and reference sets; it is pure, and its cost is bounded by the size of the policy.
 */
@NullMarked
package dev.sealkeep.policy.evaluate;

import org.jspecify.annotations.NullMarked;
