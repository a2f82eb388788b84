/**
 * The token that a volume carries: which key opens which slot, with a MAC under that key over the
 * token and over what opening relies on. Depends on headers and keys of volumes. A header that was
 * changed since it was enrolled is refused before anything is activated (invariant 4 on the guest's
 * side).
 */
@NullMarked
package dev.sealkeep.agent.volume.token;

import org.jspecify.annotations.NullMarked;
