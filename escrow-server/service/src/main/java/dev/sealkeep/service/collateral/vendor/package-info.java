/**
 * What AMD and Intel publish and how it is asked for: the vendors' paths, items that were held
 * against what was asked for, and a client that is gentle with the vendors. Depends on the evidence
 * formats and, for its transport, on Vert.x; knows no server and no database. Nothing in an item is
 * trusted: verifiers check every signature (invariant 4).
 */
@NullMarked
package dev.sealkeep.service.collateral.vendor;

import org.jspecify.annotations.NullMarked;
