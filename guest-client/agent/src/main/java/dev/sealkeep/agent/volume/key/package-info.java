/**
 * Keys of volumes: where they come from, how two become one, and what is made of them for one
 * volume, so that a slot of one disk opens no other and the escrow's key itself is given to no
 * library. Depends on the protocol and on the faults of volumes. All are wiped (invariant 7).
 */
@NullMarked
package dev.sealkeep.agent.volume.key;

import org.jspecify.annotations.NullMarked;
