/**
 * Claims: what verified evidence says about a machine, as typed values under the vendor's own field
 * names. The evidence verifiers produce them and the evaluator reads them; a claim that is not in
 * the set is unknown, never false (invariant 4). This package is the only one of the policy
 * language that a verifier may depend on.
 */
@NullMarked
package dev.sealkeep.policy.claim;

import org.jspecify.annotations.NullMarked;
