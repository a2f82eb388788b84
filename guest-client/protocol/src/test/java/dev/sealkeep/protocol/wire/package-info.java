/** Tests of the encodings. */
@NullMarked
package dev.sealkeep.protocol.wire;

import org.jspecify.annotations.NullMarked;
