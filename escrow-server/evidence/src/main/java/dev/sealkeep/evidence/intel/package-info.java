/**
 * What Intel's two kinds of quote share (Intel TDX DCAP Quoting Library API, appendix 3; Intel SGX
 * ECDSA Quote Library API, appendix 4; Intel PCS API v4): the container, the quoting enclave's
 * report, the PCK certificate, and signed TCB info and QE identity. Everything that follows from
 * certificates and collateral is kept by digest; validity in time is decided for each item. Depends
 * on the shared evidence types alone and knows neither the package of TDX nor that of SGX. It
 * upholds invariant 4: a TCB that matches no level is refused.
 */
@NullMarked
package dev.sealkeep.evidence.intel;

import org.jspecify.annotations.NullMarked;
