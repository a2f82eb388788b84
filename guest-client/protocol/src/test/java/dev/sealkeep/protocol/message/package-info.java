/** Tests of the messages. */
@NullMarked
package dev.sealkeep.protocol.message;

import org.jspecify.annotations.NullMarked;
