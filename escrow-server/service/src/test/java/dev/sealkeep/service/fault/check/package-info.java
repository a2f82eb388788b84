/**
 * Judges a history by the final log, a class for each property. Pure: it reads what clients asked
 * and were answered, and the public log, and nothing of the nodes'. A call without an answer, or
 * with one that leaves it open, may have been done at any time after it was begun, or never. It
 * shows invariants 1, 2 and 5 from outside.
 */
@NullMarked
package dev.sealkeep.service.fault.check;

import org.jspecify.annotations.NullMarked;
