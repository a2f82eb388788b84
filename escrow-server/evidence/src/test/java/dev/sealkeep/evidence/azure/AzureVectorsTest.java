package dev.sealkeep.evidence.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.Vectors;
import dev.sealkeep.evidence.appraise.EvidenceAppraiser;
import dev.sealkeep.evidence.signature.SignatureChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Evidence of real VMs, with the outcome that was computed independently. */
class AzureVectorsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Instant AT = Instant.parse("2025-06-01T00:00:00Z");

  private final EvidenceAppraiser appraiser =
      new EvidenceAppraiser(TrustAnchors.vendors(), SignatureChecks.fastest());

  private static Collateral vendorIntermediates() {
    Collateral.Builder builder = new Collateral.Builder();
    Vectors.blobs(Vectors.folder("roots/amd-milan")).forEach(builder::add);
    return builder.build();
  }

  private static List<byte[]> blobs(String id) {
    return Vectors.blobs(Vectors.folder("azure-vtpm/" + id));
  }

  private Appraisal verify(List<byte[]> blobs, Optional<Binding> binding) {
    var verifier = appraiser.forContent(blobs).orElseThrow();
    assertThat(verifier.technology()).isEqualTo("azure-vtpm");
    List<byte[]> auxiliary = new ArrayList<>();
    Collateral.Builder collateral = new Collateral.Builder();
    byte[] evidence = {};
    for (byte[] blob : blobs) {
      switch (verifier.role(blob)) {
        case EVIDENCE -> evidence = blob;
        case AUXILIARY -> auxiliary.add(blob);
        case NONE -> collateral.add(blob);
      }
    }
    return verifier.verify(
        new Evidence(evidence, auxiliary, List.of()),
        new AppraisalContext(collateral.build().plus(vendorIntermediates()), AT, binding));
  }

  @TestFactory
  Stream<DynamicTest> everyCaseHasItsVerdictAndFields() {
    return Vectors.cases("azure-vtpm").stream()
        .map(c -> DynamicTest.dynamicTest(c.path("id").asText(), () -> check(c)));
  }

  private void check(JsonNode testCase) {
    String id = testCase.path("id").asText();
    Appraisal appraisal = verify(blobs(id), Optional.empty());
    if (id.startsWith("snp")) {
      assertThat(AzureMachine.codes(appraisal)).isEmpty();
    }
    if (id.equals("hcl-tdx-constellation")) {
      assertThat(AzureMachine.codes(appraisal))
          .contains("azure.td_quote.missing", "azure.quote.missing");
    }
    assertThat(appraisal.technology()).isEqualTo("azure-vtpm");
    assertFields("", appraisal.fields(), testCase.path("expected"));
  }

  private static void assertFields(String path, Map<?, ?> actual, JsonNode expected) {
    assertThat(expected.properties()).isNotEmpty();
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      String name = path + field.getKey();
      Object value = actual.get(field.getKey());
      boolean withoutTdx = name.equals("td_quote") && !actual.containsKey("td_quote");
      if (field.getKey().equals("note") || withoutTdx) {
        continue;
      }
      if (field.getValue().isObject()) {
        assertThat(value).as(name).isInstanceOf(Map.class);
        assertFields(name + ".", value instanceof Map<?, ?> map ? map : Map.of(), field.getValue());
      } else {
        assertThat(MAPPER.valueToTree(value).toString())
            .as(name)
            .isEqualTo(field.getValue().toString());
      }
    }
  }

  @Test
  void realQuotesCarryTheirChallenge() {
    for (String id : List.of("snp-v0", "snp-hcl-parts")) {
      Optional<Binding> challenge =
          Optional.of(new Binding.Exact(HexFormat.of().parseHex("6368616c6c656e6765")));
      Optional<Binding> other =
          Optional.of(new Binding.Exact(HexFormat.of().parseHex("65676e656c6c616863")));
      assertThat(AzureMachine.codes(verify(blobs(id), challenge))).isEmpty();
      assertThat(AzureMachine.codes(verify(blobs(id), other)))
          .containsExactly("azure.binding.mismatch");
    }
  }

  @TestFactory
  Stream<DynamicTest> everyMutationIsRejectedForItsReason() {
    return Vectors.cases("azure-vtpm").stream()
        .filter(c -> c.has("mutations"))
        .flatMap(c -> c.path("mutations").valueStream())
        .map(m -> DynamicTest.dynamicTest(m.path("expect").asText(), () -> checkMutation(m)));
  }

  private void checkMutation(JsonNode mutation) throws IOException {
    Path folder = Vectors.folder("azure-vtpm/snp-hcl-parts");
    List<byte[]> blobs = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        byte[] content = Vectors.read(file);
        boolean changed = file.getFileName().toString().equals(mutation.path("file").asText());
        blobs.add(changed ? mutated(content, mutation) : content);
      }
    }
    String reason =
        switch (mutation.path("expect").asText()) {
          case "TCB (snp) mismatch with VCEK" -> "snp.vcek.tcb_mismatch";
          case "variable data digest mismatch" -> "azure.runtime_data.mismatch";
          case "AK key not found" -> "azure.runtime_data.malformed";
          case "TPM signature" -> "tpm.signature.invalid";
          default -> "tpm.pcrs.digest_mismatch";
        };
    assertThat(AzureMachine.codes(verify(blobs, Optional.empty()))).contains(reason);
  }

  private static byte[] mutated(byte[] content, JsonNode mutation) throws IOException {
    if (mutation.has("offset")) {
      int at = mutation.path("offset").asInt();
      content[at] =
          (byte)
              (mutation.has("set")
                  ? mutation.path("set").asInt()
                  : content[at] + mutation.path("add").asInt());
      return content;
    }
    ObjectNode quote = (ObjectNode) MAPPER.readTree(content);
    if (mutation.path("edit").asText().startsWith("signature")) {
      quote.put("signature", flippedHex(quote.path("signature").asText()));
    } else {
      ArrayNode pcrs = (ArrayNode) quote.path("pcrs");
      pcrs.set(0, flippedHex(pcrs.get(0).asText()));
    }
    return MAPPER.writeValueAsBytes(quote);
  }

  private static String flippedHex(String hex) {
    return HexFormat.of().formatHex(AzureMachine.flipped(HexFormat.of().parseHex(hex), 0));
  }

  @Test
  void flippedBitsOfRealEvidenceAreRejected() throws IOException {
    byte[] text =
        Vectors.read(Vectors.folder("azure-vtpm/snp-v2-userdata").resolve("evidence.json"));
    JsonNode form = MAPPER.readTree(text);
    byte[] hcl = Base64.getUrlDecoder().decode(form.path("hcl_report").asText());
    int end = 0x4D4 + 1110;
    for (int bit = 0; bit < 8 * end; bit += 11) {
      boolean inSignature = bit >= 8 * (0x20 + 0x2A0) && bit < 8 * 0x4C0;
      boolean unsigned = bit < 8 * 0x20 && bit >= 8 * 16;
      if (inSignature || unsigned) {
        continue;
      }
      ObjectNode changed = form.deepCopy();
      changed.put(
          "hcl_report",
          Base64.getUrlEncoder().withoutPadding().encodeToString(AzureMachine.flipped(hcl, bit)));
      assertThat(
              AzureMachine.codes(
                  verify(List.of(MAPPER.writeValueAsBytes(changed)), Optional.empty())))
          .as("bit %d", bit)
          .isNotEmpty();
    }
  }
}
