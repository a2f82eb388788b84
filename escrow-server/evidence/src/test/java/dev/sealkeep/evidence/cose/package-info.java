/** Tests of COSE messages and the CBOR in them. */
@NullMarked
package dev.sealkeep.evidence.cose;

import org.jspecify.annotations.NullMarked;
