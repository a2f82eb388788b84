package dev.sealkeep.evidence.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.Vectors;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Real logs, with the replay that was computed independently. */
class EventLogVectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static byte[] log(String id) {
    return Vectors.read(Vectors.folder("eventlog/" + id).resolve("eventlog.bin"));
  }

  private static Appraisal verify(byte[] log) {
    return new EventLogVerifier()
        .verify(
            Evidence.of(log),
            new AppraisalContext(Collateral.none(), Instant.EPOCH, Optional.empty()));
  }

  @TestFactory
  Stream<DynamicTest> everyCaseHasItsVerdictAndFields() {
    return Vectors.cases("eventlog").stream()
        .map(c -> DynamicTest.dynamicTest(c.path("id").asText(), () -> check(c)));
  }

  private static void check(JsonNode testCase) {
    Appraisal appraisal = verify(log(testCase.path("id").asText()));
    boolean negative = testCase.path("negative").asBoolean();
    List<String> reasons =
        switch (appraisal) {
          case Appraisal.Verified verified -> {
            assertThat(verified.claims().claims()).isEmpty();
            yield List.of();
          }
          case Appraisal.Rejected rejected ->
              rejected.reasons().stream().map(Reason::code).toList();
        };
    assertThat(reasons).isEqualTo(negative ? List.of("eventlog.separator.duplicate") : List.of());
    assertThat(appraisal.fields()).containsEntry("anchored", false);
    JsonNode actual = JSON.valueToTree(appraisal.fields());
    for (Map.Entry<String, JsonNode> field : testCase.path("expected").properties()) {
      assertThat(actual.path(field.getKey())).as(field.getKey()).isEqualTo(field.getValue());
    }
    assertThat(actual.properties().stream().filter(f -> f.getKey().startsWith("replay_")).count())
        .isEqualTo(
            testCase.path("expected").properties().stream()
                .filter(f -> f.getKey().startsWith("replay_"))
                .count());
  }

  @TestFactory
  Stream<DynamicTest> everyEventIsReadAsItsOriginReadsIt() {
    return Stream.of("ccel-ovmf", "ccel-aael-alibaba")
        .map(id -> DynamicTest.dynamicTest(id, () -> compare(id)));
  }

  private static void compare(String id) throws IOException {
    JsonNode expected =
        JSON.readTree(Vectors.folder("eventlog/" + id).resolve("expected_parse.json").toFile())
            .path("uefi_event_logs");
    EventLog log = ((Parsed.Accepted<EventLog>) EventLog.parse(log(id))).value();
    assertThat(log.events()).hasSize(expected.size());
    Iterator<JsonNode> one = expected.iterator();
    for (LoggedEvent event : log.events()) {
      JsonNode other = one.next();
      assertThat(event.register()).isEqualTo(other.path("index").asInt());
      assertThat(EventType.ofId(event.type()).orElseThrow().name())
          .isEqualTo(other.path("type_name").asText());
      assertThat(HexFormat.of().formatHex(event.digests().get(TcgHash.SHA384)))
          .isEqualTo(other.at("/digests/0/digest").asText());
      assertThat(event.data()).isEqualTo(Base64.getDecoder().decode(other.path("event").asText()));
    }
  }
}
