/** Encryption to whoever may recover a volume, held against age itself. */
@NullMarked
package dev.sealkeep.agent.recovery;

import org.jspecify.annotations.NullMarked;
