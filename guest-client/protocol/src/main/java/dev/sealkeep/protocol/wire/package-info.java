/**
 * The encodings under every message: strict JSON, canonical base64url, length-prefixed fields and
 * SHA-2. Depends on the JDK alone. Readers take untrusted bytes and answer with a {@link
 * dev.sealkeep.protocol.wire.Parsed}: a value, or the reason and place of the first fault; they
 * never throw. Strictness gives each message one meaning: a duplicate or unknown member, trailing
 * bytes or a second spelling of the same bytes is refused.
 */
@NullMarked
package dev.sealkeep.protocol.wire;

import org.jspecify.annotations.NullMarked;
