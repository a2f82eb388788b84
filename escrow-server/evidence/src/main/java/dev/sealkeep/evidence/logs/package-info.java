/**
 * Measurement logs of every form beside a quote: firmware's event logs and the kernel's measurement
 * lists, told apart by content and each held against the registers. Depends on the packages of
 * these forms.
 */
@NullMarked
package dev.sealkeep.evidence.logs;

import org.jspecify.annotations.NullMarked;
