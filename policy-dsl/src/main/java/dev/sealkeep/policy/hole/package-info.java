/**
 * Holes of a policy: what an attacker or host may vary and still be let in. A catalogue names what
 * is dangerous of each technology as a trait of a machine; the solver looks for a machine that has
 * it, that could exist, and that the policy admits; the evaluator confirms what is found. So a hole
 * is what the policy decides, however it is worded, and each comes with a report that would be
 * given the key. The package depends on the compiler, schemas, the solver and evaluation.
 */
@NullMarked
package dev.sealkeep.policy.hole;

import org.jspecify.annotations.NullMarked;
