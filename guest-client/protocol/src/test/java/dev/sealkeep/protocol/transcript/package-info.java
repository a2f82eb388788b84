/** Tests of the transcript. */
@NullMarked
package dev.sealkeep.protocol.transcript;

import org.jspecify.annotations.NullMarked;
