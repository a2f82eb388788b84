/** Tests of Nitro attestation documents. */
@NullMarked
package dev.sealkeep.evidence.nitro;

import org.jspecify.annotations.NullMarked;
