/**
 * Diagnostics: what is wrong with a policy or a reference set, where, and what to write instead.
 * Every diagnostic has a stable code, and a caller never parses its text. The package depends on
 * nothing. It upholds invariant 4 for sources: what is not understood is reported, never skipped.
 */
@NullMarked
package dev.sealkeep.policy.diagnostic;

import org.jspecify.annotations.NullMarked;
