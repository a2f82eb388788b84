package dev.sealkeep.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads JSON of unknown origin: bounded depth and size, no member twice, nothing behind the end.
 */
public final class JsonText {
  private static final int MAX_DEPTH = 32;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(Document.MAX_BYTES)
                          .maxNumberLength(32)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonText() {}

  /** The object in a text of at most 1 MiB; empty if it is anything but one well-formed object. */
  public static Optional<JsonNode> object(byte[] text) {
    return startsLikeObject(text) ? tree(text).filter(JsonNode::isObject) : Optional.empty();
  }

  /** The array in a text of at most 1 MiB; empty if it is anything but one well-formed array. */
  public static Optional<JsonNode> array(byte[] text) {
    return tree(text).filter(JsonNode::isArray);
  }

  private static Optional<JsonNode> tree(byte[] text) {
    if (text.length == 0 || text.length > Document.MAX_BYTES) {
      return Optional.empty();
    }
    try {
      // Decoded here, for the library would guess at other encodings (RFC 8259, section 8.1).
      String decoded = UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
      return Optional.of(MAPPER.readTree(decoded));
    } catch (CharacterCodingException | JsonProcessingException malformed) {
      return Optional.empty();
    }
  }

  /**
   * Reads a text of at most 1 MiB token by token, under the same bounds; longer ones as if empty.
   * The parser's byte offsets count from the start of the text.
   *
   * @throws IOException on text whose encoding cannot be told
   */
  public static JsonParser parser(byte[] text) throws IOException {
    return MAPPER.getFactory().createParser(text.length > Document.MAX_BYTES ? new byte[0] : text);
  }

  /** Whether the first character that is no blank is a brace. */
  static boolean startsLikeObject(byte[] text) {
    int at = 0;
    while (at < text.length && Character.isWhitespace(text[at])) {
      at++;
    }
    return at < text.length && text[at] == '{';
  }

  /** Every text value in a tree, however deep, in order. */
  static List<String> texts(JsonNode tree) {
    List<String> texts = new ArrayList<>();
    gather(tree, texts);
    return texts;
  }

  private static void gather(JsonNode node, List<String> texts) {
    if (node.isTextual()) {
      texts.add(node.textValue());
    }
    node.forEach(child -> gather(child, texts));
  }
}
