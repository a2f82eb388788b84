package dev.sealkeep.service.admin;

import dev.sealkeep.policy.diagnostic.Diagnostic;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.ProblemException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Diagnostics of the policy language, as JSON. */
final class Diagnostics {
  private Diagnostics() {}

  static JsonArray json(List<Diagnostic> diagnostics, String source, String name) {
    return new JsonArray(
        diagnostics.stream()
            .map(
                diagnostic ->
                    new JsonObject()
                        .put("severity", diagnostic.severity().word())
                        .put("code", diagnostic.code().id())
                        .put("line", diagnostic.line())
                        .put("column", diagnostic.column())
                        .put("message", diagnostic.message())
                        .put("rendered", diagnostic.render(source, name)))
            .toList());
  }

  static ProblemException rejected(List<Diagnostic> diagnostics, String source, String name) {
    return new ProblemException(
        Problem.of(
                Problem.Kind.REJECTED,
                "%s has %d %s; nothing was changed."
                    .formatted(
                        name, diagnostics.size(), diagnostics.size() == 1 ? "problem" : "problems"))
            .withDiagnostics(json(diagnostics, source, name)));
  }
}
