/**
 * Checking: the syntax tree against the claim schemas, giving formulas that evaluation can trust.
 * Each rule is a class. The package depends on syntax, schemas and evaluation. It upholds the part
 * of invariant 4 that concerns authors: what a policy names and nobody knows is an error.
 */
@NullMarked
package dev.sealkeep.policy.check;

import org.jspecify.annotations.NullMarked;
