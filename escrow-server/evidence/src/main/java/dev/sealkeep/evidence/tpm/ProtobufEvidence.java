package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.eventlog.TcgHash;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The protocol buffer {@code attest.Attestation} that agents built on go-tpm-tools send: 1 {@code
 * ak_pub} (TPMT_PUBLIC), 2 {@code quotes} (1 {@code quote}, 2 {@code raw_sig}, 3 {@code pcrs}), 3
 * {@code event_log}, 6 {@code ak_cert} (DER), 7 {@code intermediate_certs} (DER). Other fields are
 * left aside, a TEE's attestation among them.
 */
final class ProtobufEvidence {
  private static final int AK_PUB = 1;
  private static final int QUOTES = 2;
  private static final int EVENT_LOG = 3;
  private static final int AK_CERT = 6;
  private static final int INTERMEDIATE_CERTS = 7;

  private static final int QUOTE = 1;
  private static final int RAW_SIG = 2;
  private static final int PCRS = 3;

  private ProtobufEvidence() {}

  /** The message, if it has a public area and a quote where they belong. */
  static Optional<ProtobufMessage> recognise(byte[] blob) {
    return ProtobufMessage.parse(blob)
        .filter(
            message ->
                message.bytes(AK_PUB).filter(ProtobufEvidence::isPublicArea).isPresent()
                    && !message.all(QUOTES).isEmpty());
  }

  private static boolean isPublicArea(byte[] bytes) {
    return TpmPublic.parse(bytes) instanceof Parsed.Accepted<TpmPublic>;
  }

  static void read(ProtobufMessage message, EvidenceBuilder builder) {
    message.bytes(AK_PUB).ifPresent(builder::key);
    for (byte[] quote : message.all(QUOTES)) {
      ProtobufMessage.parse(quote)
          .ifPresentOrElse(
              parts ->
                  builder.quote(
                      parts.bytes(QUOTE).orElse(new byte[0]), parts.bytes(RAW_SIG), pcrs(parts)),
              () -> builder.fail(TpmReason.EVIDENCE_MALFORMED.because("A quote is broken.")));
    }
    message.bytes(EVENT_LOG).filter(log -> log.length > 0).ifPresent(builder::eventLog);
    message.bytes(AK_CERT).filter(der -> der.length > 0).ifPresent(builder::keyCertificate);
    message.all(INTERMEDIATE_CERTS).forEach(builder::certificate);
  }

  /** PCRs: 1 {@code hash} (TPM_ALG_ID), 2 {@code pcrs}, a map of entries 1 index and 2 value. */
  private static Parsed<PcrValues> pcrs(ProtobufMessage quote) {
    Optional<ProtobufMessage> pcrs = quote.bytes(PCRS).flatMap(ProtobufMessage::parse);
    Optional<TcgHash> hash = pcrs.flatMap(p -> TcgHash.ofId((int) p.number(1)));
    if (pcrs.isEmpty() || hash.isEmpty()) {
      return new Parsed.Refused<>(
          TpmReason.PCRS_MALFORMED.because("The values name no bank that is supported."));
    }
    List<byte[]> entries = pcrs.get().all(2);
    Map<Integer, byte[]> values = new LinkedHashMap<>();
    for (byte[] encoded : entries) {
      Optional<ProtobufMessage> entry = ProtobufMessage.parse(encoded);
      long index = entry.map(e -> e.number(1)).orElse(-1L);
      if (index < 0 || index > PcrValues.MAX_INDEX) {
        return new Parsed.Refused<>(
            TpmReason.PCRS_MALFORMED.because("An index is none that exists."));
      }
      values.put((int) index, entry.flatMap(e -> e.bytes(2)).orElse(new byte[0]));
    }
    return PcrValues.of(hash.get(), values);
  }
}
