@NullMarked
package dev.sealkeep.policy.assist;

import org.jspecify.annotations.NullMarked;
