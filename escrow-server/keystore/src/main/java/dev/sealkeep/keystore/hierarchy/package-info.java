/**
 * The key hierarchy: root KEK, tenants' KEKs, and what those wrap: k_tenant, the key of the state
 * rows' MACs, and the versions of sealing keys. Each wrapped blob is bound to its purpose, tenant,
 * key and version, so that none can stand in for another. Knows rows but no database. Upholds
 * invariants 7 and 9: secrets leave as secret bytes alone, and a state row is good only with its
 * MAC, over content, version and place in the log.
 */
@NullMarked
package dev.sealkeep.keystore.hierarchy;

import org.jspecify.annotations.NullMarked;
