/** Tests of {@link dev.sealkeep.evidence.intel} through the verifiers of TDX and SGX. */
@NullMarked
package dev.sealkeep.evidence.intel;

import org.jspecify.annotations.NullMarked;
