/**
 * Keysets for authenticated encryption: AES-256-GCM keys of Tink of which one, the primary,
 * encrypts and all decrypt, so that a rotation leaves old ciphertexts readable. Depends on Tink and
 * on the secret bytes of the protocol. Upholds invariant 7: keysets leave as secret bytes alone.
 */
@NullMarked
package dev.sealkeep.keystore.keyset;

import org.jspecify.annotations.NullMarked;
