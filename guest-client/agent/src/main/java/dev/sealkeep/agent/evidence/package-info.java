/**
 * Sources of evidence that the agent brings itself. Blobs pass through uninterpreted (invariant 3).
 */
@NullMarked
package dev.sealkeep.agent.evidence;

import org.jspecify.annotations.NullMarked;
