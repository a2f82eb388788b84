/** Tests of the TPM's commands and answers, over a TPM that says what a test wants. */
@NullMarked
package dev.sealkeep.agent.device.tpm;

import org.jspecify.annotations.NullMarked;
