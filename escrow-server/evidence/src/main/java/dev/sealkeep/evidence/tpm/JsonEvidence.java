package dev.sealkeep.evidence.tpm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.evidence.JsonText;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.eventlog.TcgHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The JSON form, which the project's own agent sends: an object with {@code tpm_quote} ({@code
 * message}, {@code signature}, {@code pcrs}) and {@code ak_public}, and perhaps {@code
 * ak_certificate}, {@code ek_public}, {@code certificates} (a list) and {@code event_log}. Bytes
 * are base64, lower- or upper-case hex, a list of numbers, or PEM. The values of PCRs are a list
 * from PCR 0 on, or an object of banks and in them of indices.
 */
final class JsonEvidence {
  private static final String QUOTE = "tpm_quote";
  private static final List<String> OTHER_TECHNOLOGIES = List.of("hcl_report", "report", "quote");
  private static final Pattern HEX = Pattern.compile("([0-9a-f]{2})*|([0-9A-F]{2})*");
  private static final int MAX_LIST = 64;

  private JsonEvidence() {}

  /** The object, if it looks like a quote with what belongs to it and of no other technology. */
  static Optional<JsonNode> recognise(byte[] blob) {
    return JsonText.object(blob)
        .filter(tree -> OTHER_TECHNOLOGIES.stream().noneMatch(tree::has))
        .filter(tree -> tree.has(QUOTE) || (tree.has("message") && tree.has("pcrs")));
  }

  static void read(JsonNode tree, EvidenceBuilder builder) {
    JsonNode quote = tree.has(QUOTE) ? tree.path(QUOTE) : tree;
    byte[] message = required(quote, "message", builder);
    builder.quote(
        message, optional(quote, "signature", builder), pcrs(quote.path("pcrs"), message));
    optional(tree, "ak_public", builder).ifPresent(builder::key);
    optional(tree, "ek_public", builder).ifPresent(builder::endorsementKey);
    optional(tree, "ak_certificate", builder).ifPresent(builder::keyCertificate);
    optional(tree, "event_log", builder).ifPresent(builder::eventLog);
    for (JsonNode certificate : tree.path("certificates")) {
      bytes(certificate).ifPresent(builder::certificate);
    }
  }

  private static byte[] required(JsonNode object, String name, EvidenceBuilder builder) {
    return bytes(object.path(name))
        .orElseGet(
            () -> {
              builder.fail(malformed(name));
              return new byte[0];
            });
  }

  private static Optional<byte[]> optional(JsonNode object, String name, EvidenceBuilder builder) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    Optional<byte[]> read = bytes(value);
    if (read.isEmpty()) {
      builder.fail(malformed(name));
    }
    return read;
  }

  private static Reason malformed(String name) {
    return TpmReason.EVIDENCE_MALFORMED.because("The member " + name + " holds no bytes.");
  }

  /** Bytes in any of the encodings; a base64 text of hex digits alone reads as hex. */
  static Optional<byte[]> bytes(JsonNode value) {
    if (value.isArray()) {
      return numbers(value);
    }
    if (!value.isTextual()) {
      return Optional.empty();
    }
    String text = value.textValue();
    try {
      if (text.contains("-----BEGIN")) {
        return Optional.of(text.getBytes(StandardCharsets.UTF_8));
      }
      if (HEX.matcher(text).matches()) {
        return Optional.of(HexFormat.of().parseHex(text));
      }
      return Optional.of(
          text.indexOf('-') >= 0 || text.indexOf('_') >= 0
              ? Base64.getUrlDecoder().decode(text)
              : Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException neither) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> numbers(JsonNode array) {
    byte[] bytes = new byte[array.size()];
    for (int i = 0; i < bytes.length; i++) {
      JsonNode number = array.get(i);
      if (!number.isInt() || number.intValue() < 0 || number.intValue() > 0xFF) {
        return Optional.empty();
      }
      bytes[i] = (byte) number.intValue();
    }
    return Optional.of(bytes);
  }

  /** The values; a list is of the one bank that the quote covers. */
  static Parsed<PcrValues> pcrs(JsonNode values, byte[] message) {
    if (values.isMissingNode() || values.isNull()) {
      return new Parsed.Accepted<>(PcrValues.none());
    }
    return values.isArray() ? listed(values, message) : named(values);
  }

  private static Parsed<PcrValues> listed(JsonNode values, byte[] message) {
    List<byte[]> digests = new ArrayList<>();
    for (JsonNode value : values) {
      Optional<byte[]> digest = bytes(value);
      if (digest.isEmpty() || digests.size() >= MAX_LIST) {
        return notValues();
      }
      digests.add(digest.get());
    }
    return PcrValues.of(PcrValues.onlyBank(message), digests);
  }

  private static Parsed<PcrValues> named(JsonNode banks) {
    PcrValues all = PcrValues.none();
    for (Map.Entry<String, JsonNode> bank : banks.properties()) {
      Optional<TcgHash> hash = TcgHash.ofBank(bank.getKey());
      Optional<Map<Integer, byte[]>> values = indexed(bank.getValue());
      if (hash.isEmpty() || values.isEmpty()) {
        return notValues();
      }
      switch (PcrValues.of(hash.get(), values.get())) {
        case Parsed.Refused<PcrValues> refused -> {
          return refused;
        }
        case Parsed.Accepted<PcrValues>(PcrValues some) -> all = all.plus(some);
      }
    }
    return new Parsed.Accepted<>(all);
  }

  private static Optional<Map<Integer, byte[]>> indexed(JsonNode bank) {
    Map<Integer, byte[]> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> pcr : bank.properties()) {
      Optional<byte[]> digest = bytes(pcr.getValue());
      if (digest.isEmpty() || !pcr.getKey().matches("[0-9]{1,2}")) {
        return Optional.empty();
      }
      values.put(Integer.valueOf(pcr.getKey()), digest.get());
    }
    return bank.isObject() ? Optional.of(values) : Optional.empty();
  }

  private static Parsed<PcrValues> notValues() {
    return new Parsed.Refused<>(
        TpmReason.PCRS_MALFORMED.because("The PCR values are no list and no object of banks."));
  }
}
