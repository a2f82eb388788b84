/** Tests of the evidence of SVSMs with a vTPM. */
@NullMarked
package dev.sealkeep.evidence.svsm;

import org.jspecify.annotations.NullMarked;
