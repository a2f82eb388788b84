/**
 * Which claims a machine's next boot will make, told from those of its running one: registers as
 * they were before the machine extended them, and what the next boot changes, with what that drags
 * along and nobody can know. Pure: claims in, claims out. Upholds invariant 4 for a boot that has
 * not happened: what is not known is unknown, and never permits.
 */
@NullMarked
package dev.sealkeep.service.preflight;

import org.jspecify.annotations.NullMarked;
