/**
 * How evidence reaches the guest client: raw blobs, tagged with their technology and never
 * interpreted (invariant 3), from a source found by {@link java.util.ServiceLoader}.
 */
@NullMarked
package dev.sealkeep.protocol.evidence;

import org.jspecify.annotations.NullMarked;
