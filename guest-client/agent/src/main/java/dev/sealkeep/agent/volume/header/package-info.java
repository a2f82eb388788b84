/**
 * The header of a LUKS2 volume: bytes that a hostile host may have chosen become typed values once,
 * by an allow-list, and everything that libcryptsetup or the disk is given later is written from
 * those values anew. Depends on the protocol's strict JSON and on the faults of volumes; touches no
 * file. What is not known to be right is refused (invariant 4 on the guest's side).
 */
@NullMarked
package dev.sealkeep.agent.volume.header;

import org.jspecify.annotations.NullMarked;
