@NullMarked
package dev.sealkeep.policy.hole;

import org.jspecify.annotations.NullMarked;
