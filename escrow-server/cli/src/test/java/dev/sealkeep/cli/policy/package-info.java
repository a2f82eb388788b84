/** Tests of the commands on policies. */
@NullMarked
package dev.sealkeep.cli.policy;

import org.jspecify.annotations.NullMarked;
