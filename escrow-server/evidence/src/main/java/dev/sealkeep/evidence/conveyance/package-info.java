/**
 * Conveyance: evidence wrapped in a conceptual message wrapper, CMW (IETF
 * draft-ietf-rats-msg-wrap). A wrapper names each message's type; this package turns it into
 * technology tags and the raw blobs within, bounded in size, depth and number, and judges nothing.
 * It depends on the shared evidence types and the CBOR reader alone. It upholds invariant 3: what
 * is unwrapped is the raw blob, and the type is a tag like any other, which no verdict rests on.
 */
@NullMarked
package dev.sealkeep.evidence.conveyance;

import org.jspecify.annotations.NullMarked;
