@NullMarked
package dev.sealkeep.policy.format;

import org.jspecify.annotations.NullMarked;
