package dev.sealkeep.evidence.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.JsonText;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.vtpm.JsonOctets;
import dev.sealkeep.evidence.vtpm.QuoteParts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The parts of an Azure VM's evidence, out of any form in which they come; see
 * docs/reference/evidence-azure-vtpm.md. Nothing in it is trusted.
 *
 * @param hclReport as the NV index holds it
 * @param quote the vTPM's quote
 * @param tdQuote the TDX quote of the TDREPORT in {@code hclReport}
 * @param auxiliary what the hardware's verifier gets beside its report: certificates
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs of one item; never compared
record AzureEvidence(
    byte[] hclReport,
    Optional<QuoteParts> quote,
    Optional<byte[]> tdQuote,
    List<byte[]> auxiliary) {
  private static final int MAX_VERSION = 2;
  private static final String PEM = "-----BEGIN";

  AzureEvidence {
    auxiliary = List.copyOf(auxiliary);
  }

  /** Whether a blob holds an HCL report, alone or in a JSON form. */
  static boolean isRecognised(byte[] blob) {
    return HclReport.isRecognised(blob)
        || JsonText.object(blob).filter(AzureEvidence::isRecognised).isPresent();
  }

  private static boolean isRecognised(JsonNode object) {
    return object.has("hcl_report") || (object.has("report") && object.has("quote"));
  }

  /** Takes evidence apart; refused with a reason under {@code azure.evidence}. */
  static Parsed<AzureEvidence> read(Evidence evidence) {
    if (HclReport.isRecognised(evidence.blob())) {
      return new Parsed.Accepted<>(ofParts(evidence));
    }
    Optional<JsonNode> object =
        JsonText.object(evidence.blob()).filter(AzureEvidence::isRecognised);
    return object.isPresent()
        ? ofJson(object.get(), evidence.auxiliary())
        : new Parsed.Refused<>(AzureReason.EVIDENCE_MALFORMED.plain());
  }

  private static AzureEvidence ofParts(Evidence evidence) {
    Map<EvidencePart, List<byte[]>> parts =
        evidence.auxiliary().stream().collect(Collectors.groupingBy(EvidencePart::of));
    Optional<QuoteParts> quote =
        first(parts, EvidencePart.QUOTE_JSON)
            .flatMap(JsonText::object)
            .flatMap(QuoteParts::ofJson)
            .or(() -> looseQuote(parts));
    return new AzureEvidence(
        evidence.blob(),
        quote,
        first(parts, EvidencePart.TD_QUOTE),
        parts.getOrDefault(EvidencePart.OTHER, List.of()));
  }

  private static Optional<byte[]> first(Map<EvidencePart, List<byte[]>> parts, EvidencePart part) {
    return parts.getOrDefault(part, List.of()).stream().findFirst();
  }

  private static Optional<QuoteParts> looseQuote(Map<EvidencePart, List<byte[]>> parts) {
    List<byte[]> pcrs = new ArrayList<>();
    first(parts, EvidencePart.PCR_VALUES)
        .ifPresent(
            values -> {
              for (int at = 0; at < values.length; at += values.length / QuoteParts.PCRS) {
                pcrs.add(Arrays.copyOfRange(values, at, at + values.length / QuoteParts.PCRS));
              }
            });
    return first(parts, EvidencePart.QUOTE_MESSAGE)
        .flatMap(
            message ->
                first(parts, EvidencePart.QUOTE_SIGNATURE)
                    .map(signature -> new QuoteParts(message, signature, pcrs)));
  }

  private static Parsed<AzureEvidence> ofJson(JsonNode object, List<byte[]> beside) {
    boolean first = !object.has("hcl_report");
    JsonNode version = object.path("version");
    if (object.hasNonNull("version")
        && (!version.isInt() || version.intValue() < 1 || version.intValue() > MAX_VERSION)) {
      return new Parsed.Refused<>(
          AzureReason.EVIDENCE_VERSION_UNSUPPORTED.because(
              "The version of the JSON form is not 1 or 2."));
    }
    Optional<byte[]> report =
        first
            ? JsonOctets.ofHex(object.path("report"))
            : JsonOctets.ofBase64(object.path("hcl_report"));
    String quote = first ? "quote" : "tpm_quote";
    Optional<QuoteParts> quoteParts = QuoteParts.ofJson(object.path(quote));
    Optional<byte[]> tdQuote = JsonOctets.ofBase64(object.path("td_quote"));
    Optional<byte[]> vcek = certificate(object.path("vcek"));
    if (report.isEmpty()
        || (object.hasNonNull(quote) && quoteParts.isEmpty())
        || (object.hasNonNull("td_quote") && tdQuote.isEmpty())
        || (object.hasNonNull("vcek") && vcek.isEmpty())) {
      return new Parsed.Refused<>(
          AzureReason.EVIDENCE_MALFORMED.because(
              "A member of the JSON form is not encoded as it should be, or too long."));
    }
    List<byte[]> auxiliary = new ArrayList<>(beside);
    vcek.ifPresent(auxiliary::add);
    return new Parsed.Accepted<>(new AzureEvidence(report.get(), quoteParts, tdQuote, auxiliary));
  }

  private static Optional<byte[]> certificate(JsonNode node) {
    return node.asText().startsWith(PEM)
        ? Optional.of(node.asText().getBytes(StandardCharsets.UTF_8))
        : JsonOctets.ofBase64(node);
  }
}
