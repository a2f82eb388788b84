/**
 * Runtime measurement lists of the Linux kernel's Integrity Measurement Architecture
 * (Documentation/security/IMA-templates.rst): parse, recompute every template digest, replay
 * against the PCRs that verified evidence vouches for, and only then read what was measured.
 * Depends on event logs for registers and hashes, on claim values and the shared evidence types. A
 * list that does not replay yields no claims.
 */
@NullMarked
package dev.sealkeep.evidence.ima;

import org.jspecify.annotations.NullMarked;
