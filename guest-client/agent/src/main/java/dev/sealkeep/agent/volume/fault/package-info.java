/**
 * What can go wrong with a volume, as values: each has a stable code, a cause and a cure in one
 * line, and the reference documentation lists the same. Depends on nothing. Whatever is not known
 * to be right about a disk is a fault (invariant 4 on the guest's side).
 */
@NullMarked
package dev.sealkeep.agent.volume.fault;

import org.jspecify.annotations.NullMarked;
