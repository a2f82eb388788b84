/**
 * A policy over recorded attestations: what it would have decided, compared with what was decided
 * then or with what another policy decides, in groups with their reasons. Attestations come one at
 * a time from a folder or from a server's log and archive, and nothing is kept of them but counts
 * and a few examples. Depends on the policy language and the reading of evidence in files, and
 * reaches a server by its API alone. What cannot be replayed is counted with its reason, never left
 * out (invariant 4).
 */
@NullMarked
package dev.sealkeep.cli.policy.replay;

import org.jspecify.annotations.NullMarked;
