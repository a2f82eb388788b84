package dev.sealkeep.cli.policy.lsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.cli.CommandRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an editor says to the command and what it hears. Everything is said at once and then heard:
 * the server answers in order.
 */
final class Session {
  static final String URI = "file:///web.policy";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final List<JsonNode> heard = new ArrayList<>();
  private int requests;

  Session raw(String bytes) {
    said.writeBytes(bytes.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Session frame(String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return raw("Content-Length: " + length + "\r\n\r\n" + body);
  }

  Session notify(String method, Object parameters) throws IOException {
    return frame(
        JSON.writeValueAsString(Map.of("jsonrpc", "2.0", "method", method, "params", parameters)));
  }

  /** Asks something; returns the number under which the answer comes. */
  int ask(String method, Object parameters) throws IOException {
    int id = ++requests;
    frame(
        JSON.writeValueAsString(
            Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", parameters)));
    return id;
  }

  /** Asks about a place of the document. */
  int askAt(String method, String text, int index) throws IOException {
    return ask(
        method, Map.of("textDocument", Map.of("uri", URI), "position", position(text, index)));
  }

  /** The position of a UTF-16 index. */
  static Map<String, Object> position(String text, int index) {
    String before = text.substring(0, index);
    int line = (int) before.chars().filter(c -> c == '\n').count();
    return Map.of("line", line, "character", index - (before.lastIndexOf('\n') + 1));
  }

  Session open(String text) throws IOException {
    Map<String, Object> document = new HashMap<>();
    document.put("uri", URI);
    document.put("languageId", "sealkeep");
    document.put("version", 1);
    document.put("text", text);
    return notify("textDocument/didOpen", Map.of("textDocument", document));
  }

  static Session begin() throws IOException {
    Session session = new Session();
    session.ask("initialize", Map.of("capabilities", Map.of()));
    return session.notify("initialized", Map.of());
  }

  /** Says good-bye, runs the command and returns its exit code. */
  int finish() throws IOException {
    ask("shutdown", Map.of());
    notify("exit", Map.of());
    return run();
  }

  /** Runs the command on what was said and returns its exit code. */
  int run() throws IOException {
    CommandRun.Outcome outcome = new CommandRun().input(said.toByteArray()).run("policy", "lsp");
    byte[] out = outcome.out().getBytes(StandardCharsets.UTF_8);
    int at = 0;
    while (at < out.length) {
      String rest = new String(out, at, out.length - at, StandardCharsets.UTF_8);
      assertThat(rest).startsWith("Content-Length: ");
      int headerEnd = rest.indexOf("\r\n\r\n") + 4;
      int length = Integer.parseInt(rest.substring(16, rest.indexOf('\r')));
      heard.add(JSON.readTree(out, at + headerEnd, length));
      at += headerEnd + length;
    }
    return outcome.exitCode();
  }

  List<JsonNode> heard() {
    return heard;
  }

  JsonNode result(int id) {
    return message(id).path("result");
  }

  JsonNode message(int id) {
    return heard.stream()
        .filter(message -> message.path("id").asText().equals(String.valueOf(id)))
        .findFirst()
        .orElseThrow();
  }

  /** The diagnostics of each publication. */
  List<JsonNode> diagnostics() {
    return heard.stream()
        .filter(m -> m.path("method").asText().equals("textDocument/publishDiagnostics"))
        .map(message -> message.at("/params/diagnostics"))
        .toList();
  }
}
