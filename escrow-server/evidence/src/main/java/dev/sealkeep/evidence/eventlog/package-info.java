/**
 * Measurement logs (TCG PC Client Platform Firmware Profile, UEFI 2.10 section 38): parse, replay
 * against the registers that verified evidence vouches for, and only then read what was measured.
 * Depends on claim values and the shared evidence types. A log that does not replay yields no
 * claims, and of one that does only digests and their order are believed ({@link
 * dev.sealkeep.evidence.eventlog.EventLogExplanation}).
 */
@NullMarked
package dev.sealkeep.evidence.eventlog;

import org.jspecify.annotations.NullMarked;
