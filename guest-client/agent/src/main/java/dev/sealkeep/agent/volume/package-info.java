/**
 * Encrypted disks: reads a LUKS2 volume that a hostile host attached, opens it with a key from the
 * escrow, and gives it slots for such keys. Depends on the protocol, on JNA through {@code
 * cryptsetup}, and on the system calls of devices. A blank or foreign disk is never enrolled, and a
 * changed header never activated: what is not known to be right is refused (invariant 4 on the
 * guest's side).
 */
@NullMarked
package dev.sealkeep.agent.volume;

import org.jspecify.annotations.NullMarked;
