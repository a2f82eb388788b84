/**
 * The kernel's keyrings (keyrings(7)): adding a key, and giving the kernel the key that somebody
 * asked for with request_key(2). Depends on JNA and on the C library of the devices. Upholds
 * invariant 7: a key passes to the kernel in native memory that is wiped, and no exception holds
 * one.
 */
@NullMarked
package dev.sealkeep.agent.keyring;

import org.jspecify.annotations.NullMarked;
