/** Tests of the replay of policies. */
@NullMarked
package dev.sealkeep.cli.policy.replay;

import org.jspecify.annotations.NullMarked;
