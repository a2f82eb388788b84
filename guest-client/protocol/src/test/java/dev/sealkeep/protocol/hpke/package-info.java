/** Tests of receiving HPKE, against published vectors and against Tink as the sender. */
@NullMarked
package dev.sealkeep.protocol.hpke;

import org.jspecify.annotations.NullMarked;
