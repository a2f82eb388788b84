/** Tests of whole attestations. */
@NullMarked
package dev.sealkeep.evidence.appraise;

import org.jspecify.annotations.NullMarked;
