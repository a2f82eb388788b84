/**
 * Secret bytes: the one type that holds key material in guest and server. It wipes, compares in
 * constant time, prints nothing, and yields its bytes only to a holder of {@link
 * dev.sealkeep.protocol.secret.SecretAccess}, so that every place that reads a secret can be found
 * by searching for that name. Upholds invariant 7.
 */
@NullMarked
package dev.sealkeep.protocol.secret;

import org.jspecify.annotations.NullMarked;
