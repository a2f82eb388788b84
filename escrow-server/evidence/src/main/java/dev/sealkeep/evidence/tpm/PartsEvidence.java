package dev.sealkeep.evidence.tpm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.evidence.logs.MeasurementLogs;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A TPMS_ATTEST with its parts side by side, as tools write them: a TPMT_SIGNATURE or a bare RSA
 * signature, a public area or a public key in PEM, and the values of the quoted PCRs one after the
 * other in the order of the selection.
 */
final class PartsEvidence {
  private static final int MAX_VALUES_BYTES = 4 * 32 * 64;

  private PartsEvidence() {}

  /** Whether a blob may be a part: by its structure, or for bare values by its size alone. */
  static boolean isPart(byte[] blob) {
    return isSignature(blob) || isKey(blob) || mayBeValues(blob);
  }

  private static boolean isSignature(byte[] blob) {
    return TpmSignature.parse(blob) instanceof Parsed.Accepted<TpmSignature>;
  }

  private static boolean isKey(byte[] blob) {
    return blob.length <= TpmPublic.MAX_BYTES
        && !(blob.length > 0 && blob[0] == 0x30)
        && AttestationKey.parse(blob) instanceof Parsed.Accepted<AttestationKey>;
  }

  /** Values have no mark of their own: what has one is not taken for them. */
  private static boolean mayBeValues(byte[] blob) {
    boolean whole =
        blob.length > 0
            && blob.length <= MAX_VALUES_BYTES
            && (blob.length % TcgHash.SHA256.size() == 0
                || blob.length % TcgHash.SHA1.size() == 0
                || blob.length % TcgHash.SHA384.size() == 0);
    return whole && !MeasurementLogs.isRecognised(blob) && Collateral.of(List.of(blob)).isEmpty();
  }

  static void read(byte[] message, List<byte[]> parts, EvidenceBuilder builder) {
    List<PcrSelection> selections =
        TpmQuote.parse(message) instanceof Parsed.Accepted<TpmQuote>(TpmQuote quote)
            ? quote.selections()
            : List.of();
    Optional<byte[]> signature = Optional.empty();
    PcrValues values = PcrValues.none();
    for (byte[] part : parts) {
      Optional<PcrValues> inOrder = inOrder(part, selections);
      if (inOrder.isPresent() && !isKey(part)) {
        values = inOrder.get();
      } else if (isSignature(part)) {
        signature = Optional.of(part);
      } else if (isKey(part)) {
        builder.key(part);
      }
    }
    builder.quote(message, signature, new Parsed.Accepted<>(values));
  }

  /** The values of a selection one after the other; empty unless the sizes fit exactly. */
  private static Optional<PcrValues> inOrder(byte[] bytes, List<PcrSelection> selections) {
    PcrValues values = PcrValues.none();
    int position = 0;
    for (PcrSelection selection : selections) {
      Optional<TcgHash> bank = TcgHash.ofId(selection.algorithm());
      int size = bank.map(TcgHash::size).orElse(0) * selection.indices().size();
      if (bank.isEmpty() || size > bytes.length - position) {
        return Optional.empty();
      }
      Map<Integer, byte[]> some = new LinkedHashMap<>();
      for (Integer index : selection.indices()) {
        some.put(index, Arrays.copyOfRange(bytes, position, position + bank.get().size()));
        position += bank.get().size();
      }
      if (PcrValues.of(bank.get(), some) instanceof Parsed.Accepted<PcrValues>(PcrValues read)) {
        values = values.plus(read);
      }
    }
    return position == bytes.length && position > 0 ? Optional.of(values) : Optional.empty();
  }

  /** Reads evidence in whichever form it is. */
  static Parsed<TpmEvidence> readAny(byte[] blob, List<byte[]> auxiliary) {
    EvidenceBuilder builder = new EvidenceBuilder();
    Optional<JsonNode> json = JsonEvidence.recognise(blob);
    Optional<ProtobufMessage> protobuf =
        json.isPresent() ? Optional.empty() : ProtobufEvidence.recognise(blob);
    if (json.isPresent()) {
      JsonEvidence.read(json.get(), builder);
    } else if (protobuf.isPresent()) {
      ProtobufEvidence.read(protobuf.get(), builder);
    } else if (TpmQuote.isRecognised(blob)) {
      read(blob, auxiliary, builder);
    } else {
      builder.fail(TpmReason.EVIDENCE_MALFORMED.plain());
    }
    return builder.build();
  }
}
