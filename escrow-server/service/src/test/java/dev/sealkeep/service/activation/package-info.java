/** Tests of activation. */
@NullMarked
package dev.sealkeep.service.activation;

import org.jspecify.annotations.NullMarked;
