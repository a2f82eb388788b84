/**
 * State rows read with suspicion: a tenant's policies, reference sets and keys count only if their
 * MAC is good, their digest is that of their content and their index is that of the newest state
 * entry of their object (invariant 9). Writing them is here too, each with its log entry.
 */
@NullMarked
package dev.sealkeep.service.state;

import org.jspecify.annotations.NullMarked;
