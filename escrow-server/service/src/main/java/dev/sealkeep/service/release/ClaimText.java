package dev.sealkeep.service.release;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.document.ClaimDocument;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Claims as JSON: what {@link ClaimDocument#write(ClaimSet)} has, in no set order and written at
 * once, since it is done for every release.
 */
final class ClaimText {
  private static final int USUAL_LENGTH = 8 * 1024;

  private final StringBuilder text = new StringBuilder(USUAL_LENGTH);

  private ClaimText() {}

  /** One JSON object of {@code technology} and {@code claims}. */
  static String of(ClaimSet claims) {
    ClaimText writer = new ClaimText();
    writer.text.append("{\"technology\":");
    writer.string(claims.technology());
    writer.text.append(",\"claims\":");
    writer.claims(claims.claims());
    return writer.text.append('}').toString();
  }

  private void claims(Map<String, ClaimValue> claims) {
    char before = '{';
    for (Map.Entry<String, ClaimValue> claim : claims.entrySet()) {
      text.append(before);
      before = ',';
      string(claim.getKey());
      text.append(':');
      value(claim.getValue());
    }
    text.append(before == '{' ? "{}" : "}");
  }

  private void value(ClaimValue value) {
    switch (value) {
      case ClaimValue.Words words -> words(words.values());
      case ClaimValue.Entries list -> entries(list.entries());
      case ClaimValue.Tcb tcb -> vector(tcb);
      case ClaimValue.Bytes bytes -> text.append('"').append(bytes.hex()).append('"');
      case ClaimValue.Bool _,
          ClaimValue.Int _,
          ClaimValue.Symbol _,
          ClaimValue.Text _,
          ClaimValue.Time _,
          ClaimValue.Span _ -> {
        switch (ClaimDocument.write(value)) {
          case String word -> string(word);
          case Object bare -> text.append(bare);
        }
      }
    }
  }

  private void words(List<String> words) {
    text.append('[');
    for (int i = 0; i < words.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      string(words.get(i));
    }
    text.append(']');
  }

  private void entries(List<Map<String, ClaimValue>> entries) {
    text.append('[');
    for (int i = 0; i < entries.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      claims(entries.get(i));
    }
    text.append(']');
  }

  private void vector(ClaimValue.Tcb tcb) {
    text.append('{');
    string(tcb.product());
    text.append(":{");
    for (int i = 0; i < tcb.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      string(tcb.name(i));
      text.append(':').append(tcb.version(i));
    }
    text.append("}}");
  }

  /** RFC 8259, section 7; half a surrogate pair is escaped, so that the text can be encoded. */
  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char unit = value.charAt(i);
      if (unit == '"' || unit == '\\') {
        text.append('\\').append(unit);
      } else if (unit < ' ' || Character.isSurrogate(unit)) {
        text.append("\\u").append(HexFormat.of().toHexDigits(unit));
      } else {
        text.append(unit);
      }
    }
    text.append('"');
  }
}
