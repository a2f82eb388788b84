/** Tests of the solver, beside a search that tries every machine. */
@NullMarked
package dev.sealkeep.policy.solve;

import org.jspecify.annotations.NullMarked;
