/**
 * Intel SGX: quotes of enclaves, versions 3 to 5. What they share with TDX is in {@link
 * dev.sealkeep.evidence.intel}; here are the claims and reasons of the enclave's report. It upholds
 * invariant 3: the tag of a result comes from the root that verified.
 */
@NullMarked
package dev.sealkeep.evidence.sgx;

import org.jspecify.annotations.NullMarked;
