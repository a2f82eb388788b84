/**
 * What a change of a policy lets in and what it shuts out. Two policies are compared exactly, over
 * the language's three-valued semantics and the contents of the reference sets each of them sees,
 * and every difference comes with claims that the evaluator itself admits under one policy and
 * denies under the other. The package depends on the solver and on evaluation.
 */
@NullMarked
package dev.sealkeep.policy.difference;

import org.jspecify.annotations.NullMarked;
