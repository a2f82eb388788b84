package dev.sealkeep.evidence.intel;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sealkeep.evidence.JsonText;
import dev.sealkeep.evidence.signature.Curve;
import dev.sealkeep.evidence.signature.EcdsaSignature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A signed object as Intel publishes it (Intel PCS API v4): the bytes exactly as received, since
 * the signature is over them and never over JSON written anew. Not trusted.
 *
 * @param content the signed object, from its brace to its brace; empty if it cannot be told
 * @param signature SEQUENCE of r and s; empty if the document has none that can be read
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SignedDocument(SignedCollateral.Kind kind, byte[] content, Optional<byte[]> signature) {
  private static final int MAX_DOCUMENTS = 64;
  private static final int MAX_NESTED_TEXTS = 2;
  private static final int SIGNATURE_DIGITS = 128;

  /**
   * Finds signed objects in a JSON document: Intel's answers, {@code {"tcbInfo": …, "signature":
   * …}} and {@code {"enclaveIdentity": …, "signature": …}}; the collateral of quoting libraries,
   * {@code {"tcb_info": "…", "tcb_info_signature": …}}; and answers as text values of another
   * document. A document that is not well-formed yields what it names, without content.
   */
  static List<SignedDocument> in(byte[] document) {
    List<SignedDocument> found = new ArrayList<>();
    new Scan(document, MAX_NESTED_TEXTS, found).run();
    return found;
  }

  /** One document or text value, walked token by token to learn where objects begin and end. */
  private record Scan(byte[] text, int nested, List<SignedDocument> found) {
    void run() {
      List<SignedDocument> here = new ArrayList<>();
      try (JsonParser parser = JsonText.parser(text)) {
        if (parser.nextToken() == JsonToken.START_OBJECT) {
          object(parser, here);
        }
      } catch (IOException malformed) {
        addBroken();
        return;
      }
      here.stream().limit(MAX_DOCUMENTS - found.size()).forEach(found::add);
    }

    /** What was to be a signed object is not passed over: without content it is refused. */
    private void addBroken() {
      String broken = new String(text, StandardCharsets.UTF_8);
      Arrays.stream(SignedCollateral.Kind.values())
          .filter(k -> broken.contains(k.member()) || broken.contains(k.textMember()))
          .map(kind -> new SignedDocument(kind, new byte[0], Optional.empty()))
          .limit(MAX_DOCUMENTS - found.size())
          .forEach(found::add);
    }

    private void object(JsonParser parser, List<SignedDocument> here) throws IOException {
      Map<String, byte[]> objects = new HashMap<>();
      Map<String, String> texts = new HashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value == JsonToken.START_OBJECT && isSigned(name)) {
          objects.put(name, range(parser));
        } else if (value == JsonToken.VALUE_STRING) {
          texts.put(name, parser.getText());
        } else {
          value(parser, value, here);
        }
      }
      for (SignedCollateral.Kind kind : SignedCollateral.Kind.values()) {
        byte[] object = objects.get(kind.member());
        if (object != null) {
          here.add(new SignedDocument(kind, object, der(texts.get("signature"))));
        }
        String text = texts.remove(kind.textMember());
        if (text != null) {
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          here.add(
              new SignedDocument(kind, bytes, der(texts.get(kind.textMember() + "_signature"))));
        }
      }
      texts.values().forEach(this::nested);
    }

    private static boolean isSigned(String name) {
      return Arrays.stream(SignedCollateral.Kind.values()).anyMatch(k -> k.member().equals(name));
    }

    private void value(JsonParser parser, JsonToken value, List<SignedDocument> here)
        throws IOException {
      if (value == JsonToken.START_OBJECT) {
        object(parser, here);
      } else if (value == JsonToken.START_ARRAY) {
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
          value(parser, t, here);
        }
      }
    }

    private byte[] range(JsonParser parser) throws IOException {
      long start = parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
      long end = parser.currentLocation().getByteOffset();
      // Offsets are -1 for text that is not UTF-8, which Intel never writes.
      return start < 0 || end < start || end > text.length
          ? new byte[0]
          : Arrays.copyOfRange(text, (int) start, (int) end);
    }

    private void nested(String value) {
      if (nested > 0 && value.startsWith("{") && found.size() < MAX_DOCUMENTS) {
        new Scan(value.getBytes(StandardCharsets.UTF_8), nested - 1, found).run();
      }
    }

    private static Optional<byte[]> der(@Nullable String digits) {
      if (digits == null || digits.length() != SIGNATURE_DIGITS) {
        return Optional.empty();
      }
      try {
        return EcdsaSignature.ofRaw(Curve.P256, HexFormat.of().parseHex(digits));
      } catch (IllegalArgumentException notHex) {
        return Optional.empty();
      }
    }
  }
}
