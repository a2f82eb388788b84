/** Tests of X.509 objects as untrusted input. */
@NullMarked
package dev.sealkeep.evidence.x509;

import org.jspecify.annotations.NullMarked;
