/**
 * Where a key goes: a new file that only its owner may read, standard output, or a keyring of the
 * kernel. No key byte goes anywhere else (invariant 7).
 */
@NullMarked
package dev.sealkeep.agent.output;

import org.jspecify.annotations.NullMarked;
