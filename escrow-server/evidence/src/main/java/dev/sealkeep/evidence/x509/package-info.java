/**
 * X.509 objects as untrusted input: certificates and revocation lists recognised by content, read
 * once and kept with their digests. Signatures are checked over the bytes as received, so an object
 * whose DER re-encoding differs is refused. It depends on Bouncy Castle and the signature checks,
 * and knows no vendor.
 */
@NullMarked
package dev.sealkeep.evidence.x509;

import org.jspecify.annotations.NullMarked;
