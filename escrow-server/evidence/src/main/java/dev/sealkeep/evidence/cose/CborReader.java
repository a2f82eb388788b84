package dev.sealkeep.evidence.cose;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one CBOR data item of unknown origin: at most {@link #MAX_BYTES} bytes, nested at most
 * {@link #MAX_DEPTH} deep, at most {@link #MAX_ITEMS} items in all, no key twice, nothing behind
 * the end. Lengths may be indefinite, since vendors use them. Floating-point numbers, undefined and
 * other simple values, integers beyond 64 bits, and keys that are neither integers nor texts are
 * refused.
 */
public final class CborReader {
  /** The longest encoding that is read. */
  public static final int MAX_BYTES = 64 * 1024;

  /** The deepest nesting: a lone integer has depth 1. */
  public static final int MAX_DEPTH = 16;

  /** The most data items, keys and tags included. */
  public static final int MAX_ITEMS = 4096;

  private static final CBOREncodeOptions STRICT =
      new CBOREncodeOptions("allowduplicatekeys=false;allowempty=false;resolvereferences=false");

  private int items;

  private CborReader() {}

  /** The item that the bytes encode; empty if they break a bound or are anything else. */
  public static Optional<CborValue> read(byte[] encoded) {
    if (encoded.length == 0 || encoded.length > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      return new CborReader().value(CBORObject.DecodeFromBytes(encoded, STRICT), MAX_DEPTH);
    } catch (RuntimeException malformed) {
      // The decoder declares CBORException; nothing else it might throw may reach a caller either.
      return Optional.empty();
    }
  }

  private Optional<CborValue> value(CBORObject item, int depth) {
    items++;
    if (depth == 0 || items > MAX_ITEMS) {
      return Optional.empty();
    }
    if (item.isTagged()) {
      return tagged(item, depth);
    }
    if (item.isNull()) {
      return Optional.of(new CborValue.Null());
    }
    CBORType type = item.getType();
    if (type == CBORType.Integer) {
      return integer(item);
    }
    if (type == CBORType.ByteString) {
      return Optional.of(new CborValue.Octets(item.GetByteString()));
    }
    if (type == CBORType.TextString) {
      return Optional.of(new CborValue.Text(item.AsString()));
    }
    if (type == CBORType.Boolean) {
      return Optional.of(new CborValue.Flag(item.AsBoolean()));
    }
    if (type == CBORType.Array) {
      return array(item, depth);
    }
    return type == CBORType.Map ? map(item, depth) : Optional.empty();
  }

  private Optional<CborValue> tagged(CBORObject item, int depth) {
    if (!item.getMostOuterTag().CanFitInInt64()) {
      return Optional.empty();
    }
    long tag = item.getMostOuterTag().ToInt64Checked();
    return value(item.UntagOne(), depth - 1).map(content -> new CborValue.Tagged(tag, content));
  }

  private static Optional<CborValue> integer(CBORObject item) {
    return item.CanValueFitInInt64()
        ? Optional.of(new CborValue.Int(item.AsInt64Value()))
        : Optional.empty();
  }

  private Optional<CborValue> array(CBORObject item, int depth) {
    List<CborValue> values = new ArrayList<>();
    for (CBORObject element : item.getValues()) {
      Optional<CborValue> value = value(element, depth - 1);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(new CborValue.Items(values));
  }

  private Optional<CborValue> map(CBORObject item, int depth) {
    Map<CborValue, CborValue> entries = new HashMap<>();
    for (Map.Entry<CBORObject, CBORObject> entry : item.getEntries()) {
      Optional<CborValue> key = value(entry.getKey(), depth - 1).filter(CborReader::isKey);
      Optional<CborValue> value = value(entry.getValue(), depth - 1);
      if (key.isEmpty() || value.isEmpty()) {
        return Optional.empty();
      }
      entries.put(key.get(), value.get());
    }
    return Optional.of(new CborValue.Entries(entries));
  }

  private static boolean isKey(CborValue value) {
    return value instanceof CborValue.Int || value instanceof CborValue.Text;
  }
}
