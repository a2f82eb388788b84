/** Tests of the evidence of Azure confidential VMs. */
@NullMarked
package dev.sealkeep.evidence.azure;

import org.jspecify.annotations.NullMarked;
