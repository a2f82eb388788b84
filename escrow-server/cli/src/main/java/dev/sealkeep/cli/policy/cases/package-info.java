/**
 * Cases beside a policy: claims or recorded evidence, and the decision and reason that are
 * expected. Reads them strictly, runs them with the compiler and evaluator that the server uses,
 * says which clauses and conditions they exercise, and writes the result as text, maps for JSON,
 * and JUnit XML. Depends on the policy language and the reading of evidence in files; knows no
 * server. A case that is not understood ends the command, so that no test passes by being skipped
 * (invariant 4).
 */
@NullMarked
package dev.sealkeep.cli.policy.cases;

import org.jspecify.annotations.NullMarked;
