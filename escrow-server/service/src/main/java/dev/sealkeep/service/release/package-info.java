/**
 * The release path, in the order it runs: {@code ReleaseHandler} takes a request off the event
 * loop, {@code ReleasePipeline} verifies the evidence, evaluates the policy and seals the key to
 * the recipient, {@code ReleaseMember} re-checks everything in the log's transaction (invariant 2),
 * and {@code LogWriter} of the package {@code log} commits and signs before the answer leaves
 * (invariant 1). Refusals look the same to a guest whatever their reason (invariant 11).
 */
@NullMarked
package dev.sealkeep.service.release;

import org.jspecify.annotations.NullMarked;
