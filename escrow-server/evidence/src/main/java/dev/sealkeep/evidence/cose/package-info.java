/**
 * CBOR of unknown origin as typed values (RFC 8949), and single-signer COSE messages over it (RFC
 * 9052). Reading is bounded in size, depth and number of items, refuses what no attestation format
 * uses, and never throws. It depends on a CBOR decoder and the signature checks alone; the signed
 * bytes are those received, never a re-encoding.
 */
@NullMarked
package dev.sealkeep.evidence.cose;

import org.jspecify.annotations.NullMarked;
