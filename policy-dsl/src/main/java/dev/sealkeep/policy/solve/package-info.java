/**
 * Deciding whether some claims satisfy a condition, exactly. A condition asks each claim on its
 * own, so what matters of a claim's value is only which of the tests it meets: the values of a
 * claim fall into finitely many cells. A {@link dev.sealkeep.policy.solve.Space} finds the cells of
 * every claim and writes formulas as constraints on them, in the three-valued logic of evaluation;
 * a {@link dev.sealkeep.policy.solve.Solver} looks for cells that meet all constraints by
 * propagation and case distinction. Its answer is yes, with claims, or no, or that its bound was
 * reached; never a guess. The package depends on claims, schemas, reference sets and compiled
 * formulas.
 */
@NullMarked
package dev.sealkeep.policy.solve;

import org.jspecify.annotations.NullMarked;
