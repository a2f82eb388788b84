/**
 * Lets nodes that share a database know of each other at once: Hazelcast for who is there, the
 * Vert.x event bus over mutual TLS for what was committed. Both are hints (invariant 8): order and
 * history stand in the database, and a node without either decides the same, a second later at
 * most. A Vert.x instance of its own keeps the node's port independent of both. Depends on
 * configuration and certificates.
 */
@NullMarked
package dev.sealkeep.service.cluster;

import org.jspecify.annotations.NullMarked;
