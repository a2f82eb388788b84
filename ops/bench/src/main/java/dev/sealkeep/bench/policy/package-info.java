/**
 * The cost of evaluating a policy of fifty conditions, with and without a recording of what each
 * check came to, and of its explanation. Each operation runs in JVMs of its own. It may use the
 * policy language, JMH and the command line's console and JSON; the claims are made up.
 */
@NullMarked
package dev.sealkeep.bench.policy;

import org.jspecify.annotations.NullMarked;
