package dev.sealkeep.agent.device.tpm;

/**
 * A key in the TPM.
 *
 * @param handle where it is
 * @param publicArea its TPMT_PUBLIC
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared
public record LoadedKey(int handle, byte[] publicArea) {}
