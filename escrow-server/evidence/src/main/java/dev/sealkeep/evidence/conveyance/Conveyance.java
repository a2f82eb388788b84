package dev.sealkeep.evidence.conveyance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.evidence.JsonText;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.cose.CborReader;
import dev.sealkeep.evidence.cose.CborValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Unwraps conceptual message wrappers (draft-ietf-rats-msg-wrap, section 3): records in JSON and
 * CBOR, CBOR tags, and collections of these. A blob of at most 64 KiB, 16 messages, collections
 * nested at most 4 deep. An object or map is taken for a collection only if each of its members
 * looks like a message, so that other JSON is left alone.
 */
public final class Conveyance {
  /** The longest wrapper that is read, in bytes. */
  public static final int MAX_BYTES = CborReader.MAX_BYTES;

  /** The most messages in a wrapper. */
  public static final int MAX_MESSAGES = 16;

  private static final int MAX_DEPTH = 4;
  private static final String COLLECTION_TYPE = "__cmwc_t";
  private static final int MAX_COLLECTION_TYPE = 256;
  private static final int MAX_INDICATOR = 15;
  private static final int ENDORSEMENTS_OR_EVIDENCE = 0b0110;

  /** TN(0) and TN(65024): the tags that stand for a CoAP Content-Format (RFC 9277, appendix B). */
  private static final long FIRST_TAG = 1668546817L;

  private static final long LAST_TAG = 1668612095L;

  /** The tag of a CBOR collection: TN(273), application/cmw+cbor. */
  private static final long COLLECTION_TAG = 1668547091L;

  private final List<Unwrapping.Message> messages = new ArrayList<>();
  private Optional<Reason> fault = Optional.empty();

  private Conveyance() {}

  /** Unwraps a blob, if it is wrapped. */
  public static Unwrapping unwrap(byte[] blob) {
    Form form = Form.of(blob);
    if (form == Form.NONE) {
      return new Unwrapping.NotWrapped();
    }
    if (blob.length > MAX_BYTES) {
      // Only these forms are told from other data by their first bytes.
      return form == Form.CBOR_RECORD || form == Form.CBOR_TAG
          ? new Unwrapping.Malformed(ConveyanceReason.TOO_LARGE.plain())
          : new Unwrapping.NotWrapped();
    }
    Conveyance conveyance = new Conveyance();
    return switch (form) {
      case CBOR_RECORD, CBOR_TAG ->
          conveyance.cbor(CborReader.read(blob).orElseGet(CborValue.Null::new));
      case CBOR_MAP ->
          CborReader.read(blob)
              .filter(Conveyance::looksWrapped)
              .map(conveyance::cbor)
              .orElseGet(Unwrapping.NotWrapped::new);
      case JSON_ARRAY ->
          JsonText.array(blob)
              .filter(Conveyance::looksWrapped)
              .map(conveyance::json)
              .orElseGet(Unwrapping.NotWrapped::new);
      case JSON_OBJECT ->
          JsonText.object(blob)
              .filter(Conveyance::looksWrapped)
              .map(conveyance::json)
              .orElseGet(Unwrapping.NotWrapped::new);
      case NONE -> new Unwrapping.NotWrapped();
    };
  }

  /** What a blob's first bytes allow it to be (section 3.5). */
  private enum Form {
    CBOR_RECORD,
    CBOR_TAG,
    CBOR_MAP,
    JSON_ARRAY,
    JSON_OBJECT,
    NONE;

    static Form of(byte[] blob) {
      int first = blob.length < 2 ? 0 : Byte.toUnsignedInt(blob[0]);
      int second = blob.length < 2 ? 0 : Byte.toUnsignedInt(blob[1]);
      boolean type = second <= 0x1b || (second >= 0x60 && second <= 0x7b);
      return switch (first) {
        case 0x82, 0x83 -> type ? CBOR_RECORD : NONE;
        case 0xda -> isContentFormatTag(blob) ? CBOR_TAG : NONE;
        case '[' -> JSON_ARRAY;
        case '{' -> JSON_OBJECT;
        default -> first >= 0xa0 && first <= 0xbf ? CBOR_MAP : NONE;
      };
    }

    private static boolean isContentFormatTag(byte[] blob) {
      if (blob.length < 5) {
        return false;
      }
      long tag = 0;
      for (int i = 1; i <= 4; i++) {
        tag = tag << 8 | Byte.toUnsignedInt(blob[i]);
      }
      return tag >= FIRST_TAG && tag <= LAST_TAG;
    }
  }

  private static boolean looksWrapped(JsonNode node) {
    if (node.isArray()) {
      return node.size() >= 2
          && node.size() <= 3
          && node.get(0).isTextual()
          && node.get(0).textValue().contains("/")
          && node.get(1).isTextual();
    }
    return node.isObject()
        && !node.isEmpty()
        && node.propertyStream()
            .allMatch(p -> p.getKey().equals(COLLECTION_TYPE) || looksWrapped(p.getValue()));
  }

  private static boolean looksWrapped(CborValue value) {
    return switch (value) {
      case CborValue.Items(List<CborValue> members) ->
          members.size() >= 2
              && members.size() <= 3
              && (members.getFirst() instanceof CborValue.Text
                  || members.getFirst() instanceof CborValue.Int)
              && members.get(1) instanceof CborValue.Octets;
      case CborValue.Tagged(long tag, CborValue _) -> tag >= FIRST_TAG && tag <= LAST_TAG;
      case CborValue.Entries(Map<CborValue, CborValue> entries) ->
          !entries.isEmpty()
              && entries.entrySet().stream()
                  .allMatch(e -> isCollectionType(e.getKey()) || looksWrapped(e.getValue()));
      case CborValue.Int _,
          CborValue.Octets _,
          CborValue.Text _,
          CborValue.Flag _,
          CborValue.Null _ ->
          false;
    };
  }

  private static boolean isCollectionType(CborValue key) {
    return key.equals(new CborValue.Text(COLLECTION_TYPE));
  }

  private Unwrapping json(JsonNode node) {
    read(node, MAX_DEPTH);
    return outcome();
  }

  private Unwrapping cbor(CborValue value) {
    read(value, MAX_DEPTH);
    return outcome();
  }

  private Unwrapping outcome() {
    if (fault.isEmpty() && messages.isEmpty()) {
      refuse(ConveyanceReason.MALFORMED);
    }
    return fault
        .<Unwrapping>map(Unwrapping.Malformed::new)
        .orElseGet(() -> new Unwrapping.Wrapped(messages));
  }

  private void refuse(ConveyanceReason reason) {
    if (fault.isEmpty()) {
      fault = Optional.of(reason.plain());
    }
  }

  private void read(JsonNode node, int depth) {
    if (depth == 0) {
      refuse(ConveyanceReason.TOO_MANY);
    } else if (node.isObject()) {
      node.properties().forEach(member -> readMember(member, depth - 1));
    } else if (looksWrapped(node)) {
      readRecord(node);
    } else {
      refuse(ConveyanceReason.MALFORMED);
    }
  }

  private void readMember(Map.Entry<String, JsonNode> member, int depth) {
    if (!member.getKey().equals(COLLECTION_TYPE)) {
      read(member.getValue(), depth);
    } else if (!member.getValue().isTextual()
        || member.getValue().textValue().length() > MAX_COLLECTION_TYPE) {
      refuse(ConveyanceReason.MALFORMED);
    }
  }

  private void readRecord(JsonNode members) {
    Optional<byte[]> blob = base64(members.get(1).textValue());
    boolean whole = members.size() == 2 || members.get(2).isIntegralNumber();
    if (blob.isEmpty() || !whole) {
      refuse(ConveyanceReason.MALFORMED);
      return;
    }
    Optional<String> tag = MessageTypes.ofContentType(members.get(0).textValue());
    long indicator = members.size() == 2 ? ENDORSEMENTS_OR_EVIDENCE : number(members.get(2));
    add(tag, blob.get(), indicator);
  }

  /** A number, or one that is out of range if it has more than 64 bits. */
  private static long number(JsonNode node) {
    return node.canConvertToLong() ? node.longValue() : -1;
  }

  /** Base64 with the URL-safe alphabet, without padding (RFC 4648, section 5). */
  private static Optional<byte[]> base64(String text) {
    try {
      byte[] octets = Base64.getUrlDecoder().decode(text);
      boolean canonical =
          Base64.getUrlEncoder().withoutPadding().encodeToString(octets).equals(text);
      return canonical ? Optional.of(octets) : Optional.empty();
    } catch (IllegalArgumentException broken) {
      return Optional.empty();
    }
  }

  private void read(CborValue value, int depth) {
    if (depth == 0) {
      refuse(ConveyanceReason.TOO_MANY);
      return;
    }
    switch (value) {
      case CborValue.Items(List<CborValue> members) when looksWrapped(value) -> readRecord(members);
      case CborValue.Entries(Map<CborValue, CborValue> entries) when !entries.isEmpty() ->
          entries.forEach((label, member) -> readMember(label, member, depth - 1));
      case CborValue.Tagged(long tag, CborValue.Entries collection) when tag == COLLECTION_TAG ->
          read(collection, depth - 1);
      case CborValue.Tagged(long tag, CborValue.Octets(byte[] blob)) ->
          add(
              contentFormat(tag).flatMap(MessageTypes::ofContentFormat),
              blob,
              ENDORSEMENTS_OR_EVIDENCE);
      case CborValue.Items _,
          CborValue.Entries _,
          CborValue.Tagged _,
          CborValue.Int _,
          CborValue.Octets _,
          CborValue.Text _,
          CborValue.Flag _,
          CborValue.Null _ ->
          refuse(ConveyanceReason.MALFORMED);
    }
  }

  private void readMember(CborValue label, CborValue member, int depth) {
    if (!isCollectionType(label)) {
      read(member, depth);
    } else if (member.text().filter(t -> t.length() <= MAX_COLLECTION_TYPE).isEmpty()) {
      refuse(ConveyanceReason.MALFORMED);
    }
  }

  private void readRecord(List<CborValue> members) {
    Optional<byte[]> blob = members.get(1).octets();
    Optional<Long> indicator =
        members.size() == 2
            ? Optional.of((long) ENDORSEMENTS_OR_EVIDENCE)
            : members.get(2).integer();
    if (blob.isEmpty() || indicator.isEmpty()) {
      refuse(ConveyanceReason.MALFORMED);
      return;
    }
    CborValue type = members.getFirst();
    Optional<String> tag =
        type.text()
            .flatMap(MessageTypes::ofContentType)
            .or(() -> type.integer().flatMap(MessageTypes::ofContentFormat));
    add(tag, blob.get(), indicator.get());
  }

  /** The Content-Format whose tag this is; empty for other tags (RFC 9277, appendix B). */
  private static Optional<Long> contentFormat(long tag) {
    long offset = tag - FIRST_TAG;
    return tag < FIRST_TAG || tag > LAST_TAG || offset % 256 == 255
        ? Optional.empty()
        : Optional.of(offset / 256 * 255 + offset % 256);
  }

  private void add(Optional<String> tag, byte[] blob, long indicator) {
    if (indicator < 1 || indicator > MAX_INDICATOR || blob.length == 0) {
      refuse(ConveyanceReason.MALFORMED);
    } else if ((indicator & ENDORSEMENTS_OR_EVIDENCE) == 0) {
      refuse(ConveyanceReason.NOT_EVIDENCE);
    } else if (tag.isEmpty()) {
      refuse(ConveyanceReason.TYPE_UNSUPPORTED);
    } else if (messages.size() == MAX_MESSAGES) {
      refuse(ConveyanceReason.TOO_MANY);
    } else {
      messages.add(new Unwrapping.Message(tag.get(), blob));
    }
  }
}
