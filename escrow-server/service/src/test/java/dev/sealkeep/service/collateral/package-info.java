/** Tests of the collateral service against vendors in this process that misbehave on demand. */
@NullMarked
package dev.sealkeep.service.collateral;

import org.jspecify.annotations.NullMarked;
