/**
 * How hardware derives the key of a volume's slot, and the least that a guest's configuration wants
 * of that. Depends on the protocol and on the devices that derive. What a disk says of a derivation
 * is its host's word: it is held against the configuration before anything is derived (invariant 4
 * on the guest's side).
 */
@NullMarked
package dev.sealkeep.agent.derivation;

import org.jspecify.annotations.NullMarked;
