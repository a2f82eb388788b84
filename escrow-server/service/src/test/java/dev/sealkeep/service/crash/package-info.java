/**
 * Kills a node at random moments under load and holds it to what it had answered: no acknowledged
 * key is lost, no released key lacks its entry, and the log extends every checkpoint it ever
 * answered (invariants 1 and 9).
 */
@NullMarked
package dev.sealkeep.service.crash;

import org.jspecify.annotations.NullMarked;
