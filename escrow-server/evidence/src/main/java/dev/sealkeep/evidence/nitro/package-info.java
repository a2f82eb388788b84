/**
 * AWS Nitro Enclaves: the attestation documents of the Nitro Security Module, signed under AWS's
 * root. Reads in the order parse ({@link dev.sealkeep.evidence.nitro.NitroDocument}), verify
 * ({@link dev.sealkeep.evidence.nitro.NitroVerifier}), claims, reasons ({@link
 * dev.sealkeep.evidence.nitro.NitroReason}). It depends on the shared evidence types, COSE and
 * X.509; time is an argument. It upholds invariant 3: the tag of a result comes from the root that
 * verified.
 */
@NullMarked
package dev.sealkeep.evidence.nitro;

import org.jspecify.annotations.NullMarked;
