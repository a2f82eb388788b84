package dev.sealkeep.evidence.tpm;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Quotes and PCR values as trees for display; byte strings as lower-case hex. */
public final class QuoteFields {
  private static final HexFormat HEX = HexFormat.of();

  private QuoteFields() {}

  /**
   * The fields of a TPMS_ATTEST: {@code magic}, {@code type}, {@code qualifiedSigner}, {@code
   * extraData}, {@code clock}, {@code resetCount}, {@code restartCount}, {@code safe}, {@code fw},
   * {@code sel} (a list of bank and list of indices), {@code pcrDigest}, {@code rest} (bytes behind
   * the structure, always 0).
   */
  public static SequencedMap<String, Object> of(TpmQuote quote) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("magic", HEX.toHexDigits(TpmQuote.MAGIC));
    fields.put("type", HEX.toHexDigits((short) TpmQuote.TYPE));
    fields.put("qualifiedSigner", HEX.formatHex(quote.qualifiedSigner()));
    fields.put("extraData", HEX.formatHex(quote.extraData()));
    fields.put("clock", quote.clock());
    fields.put("resetCount", quote.resetCount());
    fields.put("restartCount", quote.restartCount());
    fields.put("safe", quote.safe() ? 1 : 0);
    fields.put("fw", HEX.toHexDigits(quote.firmwareVersion()));
    fields.put(
        "sel",
        quote.selections().stream()
            .<Object>map(s -> List.of("0x" + Integer.toHexString(s.algorithm()), s.indices()))
            .toList());
    fields.put("pcrDigest", HEX.formatHex(quote.pcrDigest()));
    fields.put("rest", 0);
    return fields;
  }

  /** The values of each bank by its name, {@code sha256}, and then by index. */
  public static SequencedMap<String, Object> of(PcrValues pcrs) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    pcrs.banks()
        .forEach(
            (bank, values) -> {
              SequencedMap<String, Object> bankFields = new LinkedHashMap<>();
              values.forEach((i, v) -> bankFields.put(Integer.toString(i), HEX.formatHex(v)));
              fields.put(bank.bank(), bankFields);
            });
    return fields;
  }
}
