/**
 * Challenges: sealed tokens that any node can open without shared state, bound to the offers they
 * were made with, so that nobody between server and guest can strip an offer. The release pipeline
 * opens them; the log spends them (invariant 5).
 */
@NullMarked
package dev.sealkeep.service.challenge;

import org.jspecify.annotations.NullMarked;
