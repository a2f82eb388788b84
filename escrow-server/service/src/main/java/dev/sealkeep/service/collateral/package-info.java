/**
 * The collateral service: what a verification needs, from directories, from memory, from the
 * database, or from its vendor, and a caching proxy for others. A boot storm reaches a vendor at
 * most once for an item, and strangers cannot spend the vendor's patience. Items are candidates
 * that verifiers check; an expired one is never handed out (invariant 4), and a decision is
 * committed only while what it rested on is still what this node holds (invariant 2).
 */
@NullMarked
package dev.sealkeep.service.collateral;

import org.jspecify.annotations.NullMarked;
