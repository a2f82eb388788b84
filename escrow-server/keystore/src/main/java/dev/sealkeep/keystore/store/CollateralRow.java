package dev.sealkeep.keystore.store;

import java.time.Instant;

/**
 * An item that a vendor published, as it was received; not trusted.
 *
 * @param id which item it is
 * @param subject the chip or platform family that it is about; empty for what many share
 * @param body the bytes
 * @param contentType the media type that the vendor gave
 * @param issuerChain the header with the certificates of a signed document's issuer; may be empty
 * @param fetched when it was received
 * @param verified when evidence last verified with it; the epoch if none has
 */
@SuppressWarnings("ArrayRecordComponent") // database bytes; never compared by equals
public record CollateralRow(
    String id,
    String subject,
    byte[] body,
    String contentType,
    String issuerChain,
    Instant fetched,
    Instant verified) {}
