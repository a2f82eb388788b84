/**
 * Encryption to whoever may recover a volume, in the format of age (age-encryption.org/v1), so that
 * recovery needs no program of ours and no escrow. Depends on the protocol alone.
 */
@NullMarked
package dev.sealkeep.agent.recovery;

import org.jspecify.annotations.NullMarked;
