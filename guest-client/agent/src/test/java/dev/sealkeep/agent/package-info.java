/** Tests of the program as a whole, against an escrow in the same process. */
@NullMarked
package dev.sealkeep.agent;

import org.jspecify.annotations.NullMarked;
