package dev.sealkeep.evidence.intel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.evidence.JsonText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A JSON object of signed collateral, read by type: a missing or odd member is malformed. */
final class CollateralObject {
  private static final int MAX_ELEMENTS = 256;
  private static final int MAX_TEXT = 128;
  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]*");
  private static final Pattern ADVISORY = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final JsonNode node;
  private final SignedCollateral.Kind kind;
  private final String path;

  private CollateralObject(JsonNode node, SignedCollateral.Kind kind, String path) {
    this.node = node;
    this.kind = kind;
    this.path = path;
  }

  static CollateralObject of(byte[] json, SignedCollateral.Kind kind) throws Malformed {
    Optional<JsonNode> tree = JsonText.object(json);
    if (tree.isEmpty()) {
      throw new Malformed(kind.malformed().because("It is not one well-formed JSON object."));
    }
    return new CollateralObject(tree.get(), kind, "");
  }

  Malformed malformed(String what) {
    return new Malformed(
        kind.malformed().because("In " + (path + " ").strip() + ": " + what + "."));
  }

  private JsonNode member(String name) throws Malformed {
    JsonNode member = node.get(name);
    if (member == null) {
      throw malformed("there is no " + name);
    }
    return member;
  }

  int integer(String name, int min, int max) throws Malformed {
    JsonNode member = member(name);
    boolean inRange =
        member.isIntegralNumber()
            && member.canConvertToInt()
            && member.intValue() >= min
            && member.intValue() <= max;
    if (!inRange) {
      throw malformed(name + " is not an integer from " + min + " to " + max);
    }
    return member.intValue();
  }

  String text(String name) throws Malformed {
    JsonNode member = member(name);
    if (!member.isTextual() || member.textValue().length() > MAX_TEXT) {
      throw malformed(name + " is not a text of at most " + MAX_TEXT + " characters");
    }
    return member.textValue();
  }

  /** Lower-case hex digits of {@code length} bytes, of either case in the document. */
  String hex(String name, int length) throws Malformed {
    String text = text(name);
    if (text.length() != 2 * length || !HEX.matcher(text).matches()) {
      throw malformed(name + " is not " + length + " bytes in hexadecimal");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  Optional<String> optionalHex(String name, int length) throws Malformed {
    return node.has(name) ? Optional.of(hex(name, length)) : Optional.empty();
  }

  Instant time(String name) throws Malformed {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeException notTime) {
      throw malformed(name + " is not a time of ISO 8601 in UTC");
    }
  }

  CollateralObject object(String name) throws Malformed {
    return child(member(name), name);
  }

  Optional<CollateralObject> optionalObject(String name) throws Malformed {
    return node.has(name) ? Optional.of(object(name)) : Optional.empty();
  }

  private CollateralObject child(JsonNode child, String name) throws Malformed {
    if (!child.isObject()) {
      throw malformed(name + " is not an object");
    }
    return new CollateralObject(child, kind, path + "/" + name);
  }

  /** At least one object. */
  List<CollateralObject> objects(String name) throws Malformed {
    List<CollateralObject> objects = elements(name);
    if (objects.isEmpty()) {
      throw malformed(name + " is empty");
    }
    return objects;
  }

  private List<CollateralObject> elements(String name) throws Malformed {
    JsonNode array = member(name);
    if (!array.isArray() || array.size() > MAX_ELEMENTS) {
      throw malformed(name + " is not an array of at most " + MAX_ELEMENTS + " objects");
    }
    List<CollateralObject> objects = new ArrayList<>();
    for (JsonNode element : array) {
      objects.add(child(element, name + "[" + objects.size() + "]"));
    }
    return objects;
  }

  List<CollateralObject> optionalObjects(String name) throws Malformed {
    return node.has(name) ? elements(name) : List.of();
  }

  /** {@code tcbStatus}, {@code tcbDate} and {@code advisoryIDs} of a level. */
  TcbLevel.Standing standing() throws Malformed {
    Optional<TcbStatus> status = TcbStatus.ofVendorName(text("tcbStatus"));
    if (status.isEmpty()) {
      throw malformed("tcbStatus is none of Intel's");
    }
    return new TcbLevel.Standing(status.get(), time("tcbDate"), advisories());
  }

  private List<String> advisories() throws Malformed {
    JsonNode array = node.path("advisoryIDs");
    if (array.isMissingNode()) {
      return List.of();
    }
    if (!array.isArray() || array.size() > MAX_ELEMENTS) {
      throw malformed("advisoryIDs is not an array of at most " + MAX_ELEMENTS + " texts");
    }
    List<String> advisories = new ArrayList<>();
    for (JsonNode id : array) {
      if (!id.isTextual() || !ADVISORY.matcher(id.textValue()).matches()) {
        throw malformed("an advisory id is not a short text");
      }
      advisories.add(id.textValue());
    }
    return advisories;
  }

  /** The levels of an enclave's or a module's own SVN. */
  List<TcbLevel.ForSvn> svnLevels() throws Malformed {
    List<TcbLevel.ForSvn> levels = new ArrayList<>();
    for (CollateralObject level : objects("tcbLevels")) {
      levels.add(
          new TcbLevel.ForSvn(level.object("tcb").integer("isvsvn", 0, 0xFFFF), level.standing()));
    }
    return levels;
  }
}
