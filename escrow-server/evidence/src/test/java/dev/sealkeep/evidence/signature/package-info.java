/** Tests of the signature checks. */
@NullMarked
package dev.sealkeep.evidence.signature;

import org.jspecify.annotations.NullMarked;
