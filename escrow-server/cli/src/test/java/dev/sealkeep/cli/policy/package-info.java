/** Tests of the commands on policies that need no server. */
@NullMarked
package dev.sealkeep.cli.policy;

import org.jspecify.annotations.NullMarked;
