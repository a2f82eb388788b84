/**
 * Measurement logs (TCG PC Client Platform Firmware Profile, UEFI 2.10 section 38): parse, replay
 * against the registers that verified evidence vouches for, and only then read what was measured.
 * Depends on claim values and nothing else. A log that does not replay yields no claims.
 */
@NullMarked
package dev.sealkeep.evidence.eventlog;

import org.jspecify.annotations.NullMarked;
