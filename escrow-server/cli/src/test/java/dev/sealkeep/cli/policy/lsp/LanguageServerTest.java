package dev.sealkeep.cli.policy.lsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** {@code sealkeep policy lsp}, driven over its protocol. */
final class LanguageServerTest {
  private static final String BROKEN =
      """
      sealkeep 1
      policy web {
        reference builds = set "web/builds"   # 🔑
        permit amd-sev-snp {
          measurment in builds
          product in [genoa, ]
          tcb_\s
      """;
  private static final String LOOSE = "sealkeep 1\npolicy web {\npermit tpm2 { tpm.safe }}\n";

  private static List<String> labels(JsonNode items) {
    return StreamSupport.stream(items.spliterator(), false)
        .map(item -> item.path("label").asText())
        .toList();
  }

  @Test
  void capabilitiesAreToldAndTheExitCodeSaysWhetherTheEditorAskedToShutDown() throws IOException {
    Session polite = Session.begin();
    Session abrupt = Session.begin();
    abrupt.notify("exit", Map.of());
    Session gone = Session.begin();

    assertThat(polite.finish()).isZero();
    assertThat(abrupt.run()).isEqualTo(1);
    assertThat(gone.run()).isEqualTo(1);
    JsonNode can = polite.result(1).path("capabilities");
    assertThat(can.path("textDocumentSync").asInt()).isEqualTo(1);
    assertThat(can.path("hoverProvider").asBoolean()).isTrue();
    assertThat(can.path("documentFormattingProvider").asBoolean()).isTrue();
    assertThat(can.path("completionProvider").path("triggerCharacters")).isNotEmpty();
  }

  @Test
  void diagnosticsHaveCodeSeverityAndARangeInUtf16() throws IOException {
    String text = "sealkeep 1\npolicy w {\n  description \"🔑\" descripton \"x\"\n}\n";
    Session session = Session.begin().open(text);

    assertThat(session.finish()).isZero();

    JsonNode first = session.diagnostics().getFirst().get(0);
    assertThat(first.path("code").asText()).isEqualTo("policy.syntax");
    assertThat(first.path("severity").asInt()).isEqualTo(1);
    assertThat(first.path("source").asText()).isEqualTo("sealkeep");
    assertThat(first.at("/range/start/line").asInt()).isEqualTo(2);
    int column = text.split("\n", -1)[2].indexOf("descripton");
    assertThat(first.at("/range/start/character").asInt()).isEqualTo(column);
    assertThat(first.at("/range/end/character").asInt()).isEqualTo(column + 10);
  }

  @Test
  void changeAndCloseRenewTheDiagnostics() throws IOException {
    Session session = Session.begin().open(BROKEN);
    session.notify(
        "textDocument/didChange",
        Map.of(
            "textDocument", Map.of("uri", Session.URI, "version", 2),
            "contentChanges", List.of(Map.of("text", LOOSE))));
    session.notify("textDocument/didClose", Map.of("textDocument", Map.of("uri", Session.URI)));

    assertThat(session.finish()).isZero();

    assertThat(session.diagnostics()).hasSize(3);
    assertThat(session.diagnostics().get(0)).isNotEmpty();
    assertThat(session.diagnostics().get(1)).isEmpty();
    assertThat(session.diagnostics().get(2)).isEmpty();
  }

  @Test
  void hoverAndDefinitionWorkInABrokenText() throws IOException {
    Session session = Session.begin().open(BROKEN);
    int claim = session.askAt("textDocument/hover", BROKEN, BROKEN.indexOf("product") + 2);
    int use = BROKEN.lastIndexOf("builds");
    int reference = session.askAt("textDocument/definition", BROKEN, use);
    int nothing = session.askAt("textDocument/hover", BROKEN, 0);

    assertThat(session.finish()).isZero();

    assertThat(session.result(claim).at("/contents/value").asText())
        .contains("`product`", "type: one of milan, genoa, turin", "source: ", "proof: ");
    assertThat(session.result(reference).at("/0/range/start"))
        .hasToString("{\"line\":2,\"character\":12}");
    assertThat(session.result(nothing).isNull() || session.result(nothing).isMissingNode())
        .isTrue();
  }

  @Test
  void completionKnowsThePlaceInABrokenText() throws IOException {
    Session session = Session.begin().open(BROKEN);
    int word = session.askAt("textDocument/completion", BROKEN, BROKEN.indexOf(", ]") + 2);
    int claim = session.askAt("textDocument/completion", BROKEN, BROKEN.indexOf("surment") + 2);
    int set = session.askAt("textDocument/completion", BROKEN, BROKEN.lastIndexOf("builds"));
    int technology = session.askAt("textDocument/completion", BROKEN, BROKEN.indexOf("amd-") + 4);

    assertThat(session.finish()).isZero();

    assertThat(labels(session.result(word))).containsExactly("milan", "genoa", "turin");
    assertThat(labels(session.result(claim))).contains("measurement", "vmpl");
    assertThat(session.result(claim).at("/0/textEdit/range/start/character").asInt()).isEqualTo(4);
    assertThat(labels(session.result(set))).containsExactly("builds");
    assertThat(labels(session.result(technology))).contains("amd-sev-snp", "intel-tdx");
  }

  @Test
  void misspeltWordHasAQuickFix() throws IOException {
    String text = BROKEN.substring(0, BROKEN.indexOf("    product")) + "  }\n}\n";
    Session session = Session.begin().open(text);
    Map<String, Object> place = Session.position(text, text.indexOf("measurment") + 3);
    int asked =
        session.ask(
            "textDocument/codeAction",
            Map.of(
                "textDocument", Map.of("uri", Session.URI),
                "range", Map.of("start", place, "end", place),
                "context", Map.of("diagnostics", List.of())));

    assertThat(session.finish()).isZero();

    JsonNode fix = session.result(asked).get(0);
    assertThat(fix.path("title").asText()).isEqualTo("Write `measurement`");
    JsonNode edit = fix.path("edit").path("changes").path(Session.URI).get(0);
    assertThat(edit.path("newText").asText()).isEqualTo("measurement");
    assertThat(edit.at("/range/start/character").asInt()).isEqualTo(4);
    assertThat(edit.at("/range/end/character").asInt()).isEqualTo(14);
  }

  @Test
  void formattingIsThatOfFmt() throws IOException {
    Map<String, Object> asked =
        Map.of(
            "textDocument", Map.of("uri", Session.URI),
            "options", Map.of("tabSize", 8, "insertSpaces", false));
    Session loose = Session.begin().open(LOOSE);
    int first = loose.ask("textDocument/formatting", asked);
    Session broken = Session.begin().open(BROKEN);
    int second = broken.ask("textDocument/formatting", asked);

    assertThat(loose.finish()).isZero();
    assertThat(broken.finish()).isZero();

    assertThat(loose.result(first).at("/0/newText").asText())
        .isEqualTo("sealkeep 1\npolicy web {\n  permit tpm2 { tpm.safe }\n}\n");
    assertThat(broken.result(second)).isEmpty();
  }

  @Test
  void symbolsAreThePolicyAndItsItems() throws IOException {
    Session session = Session.begin().open(BROKEN);
    int asked =
        session.ask(
            "textDocument/documentSymbol", Map.of("textDocument", Map.of("uri", Session.URI)));

    assertThat(session.finish()).isZero();

    JsonNode policy = session.result(asked).get(0);
    assertThat(policy.path("name").asText()).isEqualTo("web");
    assertThat(policy.path("children").get(0).path("name").asText()).isEqualTo("builds");
    assertThat(policy.path("children").get(1).path("name").asText())
        .isEqualTo("permit amd-sev-snp");
  }

  @Test
  void textPastTheBoundHasOneDiagnostic() throws IOException {
    Session session = Session.begin().open("sealkeep 1 {\n# " + "x".repeat(64 * 1024));

    assertThat(session.finish()).isZero();

    assertThat(session.diagnostics().getFirst()).hasSize(1);
    assertThat(session.diagnostics().getFirst().get(0).path("code").asText())
        .isEqualTo("policy.too-large");
  }

  @Test
  void malformedAndUnknownMessagesDoNotEndIt() throws IOException {
    Session session = Session.begin();
    session.frame("this is no JSON");
    session.frame("[]");
    session.frame("{\"jsonrpc\": \"2.0\", \"id\": 900, \"method\": \"no/such\"}");
    session.frame("{\"jsonrpc\": \"2.0\", \"method\": \"textDocument/didOpen\", \"params\": 7}");
    session.frame("{\"jsonrpc\": \"2.0\", \"id\": 901, \"method\": \"textDocument/hover\"}");
    session.raw("Content-Length: many\r\n\r\n");
    session.raw("No-Such-Header\r\n\r\n");
    session.notify("$/no-such", Map.of());
    session.open(LOOSE);
    int asked = session.askAt("textDocument/hover", LOOSE, LOOSE.indexOf("tpm.safe"));

    assertThat(session.finish()).isZero();

    assertThat(session.message(900).at("/error/code").asInt()).isEqualTo(-32601);
    assertThat(session.result(asked).at("/contents/value").asText()).startsWith("`tpm.safe`");
  }

  @Test
  void messageThatIsTooLongIsPassedOver() throws IOException {
    int length = Connection.MAX_MESSAGE_BYTES + 1;
    Session session = Session.begin();
    session.raw("Content-Length: " + length + "\r\n\r\n" + " ".repeat(length));
    session.open(LOOSE);

    assertThat(session.finish()).isZero();

    assertThat(session.diagnostics()).hasSize(1);
  }

  @Test
  void documentThatIsNotOpenIsAnsweredWithNothing() throws IOException {
    Session session = Session.begin();
    int asked = session.askAt("textDocument/completion", "", 0);

    assertThat(session.finish()).isZero();

    assertThat(session.result(asked)).isEmpty();
  }
}
