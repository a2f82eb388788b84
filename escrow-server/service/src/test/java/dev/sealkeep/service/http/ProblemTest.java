package dev.sealkeep.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.store.CommitUnknownException;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.service.harness.ApiDescription;
import dev.sealkeep.service.harness.ReferenceTable;
import io.vertx.core.json.JsonArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {
  private static final ApiDescription API = ApiDescription.read();

  @Test
  void theReferenceListsEveryProblemWithItsStatusAndNoOther() {
    Map<String, String> documented =
        ReferenceTable.of("problems.md").entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, row -> row.getValue().getFirst()));
    Map<String, String> answered =
        Arrays.stream(Problem.Kind.values())
            .collect(Collectors.toMap(Problem.Kind::code, kind -> Integer.toString(kind.status())));

    assertThat(documented).isEqualTo(answered);
  }

  @Test
  void theReferenceNamesCauseAndCureOfEveryProblem() {
    assertThat(ReferenceTable.of("problems.md").values())
        .allSatisfy(
            cells ->
                assertThat(cells).hasSize(3).allSatisfy(cell -> assertThat(cell).isNotEmpty()));
  }

  @ParameterizedTest
  @EnumSource
  void everyProblemIsADocumentAsDescribed(Problem.Kind kind) {
    Problem problem = Problem.of(kind, "What happened.");

    assertThat(API.violations("Problem", problem.toJson().encode())).isEmpty();
    assertThat(problem.toJson().getString("type")).isEqualTo("urn:sealkeep:problem:" + kind.code());
    assertThat(problem.retryAfterSeconds().isPresent()).isEqualTo(kind.status() == 503);
  }

  @Test
  void everyDenialReadsAlikeButForItsId() {
    assertThat(Problem.denied("0".repeat(32)).toJson().encode().replace("0".repeat(32), ""))
        .isEqualTo(Problem.denied("1".repeat(32)).toJson().encode().replace("1".repeat(32), ""));
  }

  @Test
  void diagnosticsAndRetryAreCarried() {
    Problem problem =
        Problem.of(Problem.Kind.REJECTED, "").withDiagnostics(new JsonArray()).withRetryAfter(4);

    assertThat(problem.toJson().getJsonArray("diagnostics")).isEmpty();
    assertThat(problem.retryAfterSeconds()).contains(4);
  }

  @Test
  void aFailureIsUnwrappedToItsProblem() {
    ProblemException cause = new ProblemException(Problem.Kind.CONFLICT, "It exists.");

    assertThat(Reply.problemOf(new CompletionException(new CompletionException(cause))))
        .isEqualTo(cause.problem());
    assertThat(cause.getStackTrace()).isEmpty();
  }

  @Test
  void brokenMachinesAnswerWithoutTellingWhy() {
    for (RuntimeException failure :
        List.of(
            new StoreUnavailableException("disk /var/lib/sealkeep is full"),
            new CommitUnknownException("entry 7 of tenant acme", new IllegalStateException()))) {
      Problem problem = Reply.problemOf(failure);

      assertThat(problem.kind()).isEqualTo(Problem.Kind.STORE_UNAVAILABLE);
      assertThat(problem.toJson().encode()).doesNotContain(String.valueOf(failure.getMessage()));
    }
  }

  @Test
  void aDefectAnswersWithoutTellingWhy() {
    Problem problem = Reply.problemOf(new IllegalStateException("secret detail"));

    assertThat(problem.kind()).isEqualTo(Problem.Kind.INTERNAL);
    assertThat(problem.toJson().encode()).doesNotContain("secret detail");
  }
}
