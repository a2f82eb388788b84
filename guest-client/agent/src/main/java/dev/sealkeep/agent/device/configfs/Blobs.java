package dev.sealkeep.agent.device.configfs;

/**
 * What an instance gave for one request.
 *
 * @param outblob the evidence
 * @param auxblob what the host gave beside it; empty if nothing
 * @param manifestblob what a service's report is about; empty if no service was asked
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; never compared by equals
public record Blobs(byte[] outblob, byte[] auxblob, byte[] manifestblob) {}
