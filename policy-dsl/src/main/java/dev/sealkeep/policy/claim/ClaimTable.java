package dev.sealkeep.policy.claim;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Claims by name, unmodifiable. An evaluation is mostly look-ups, so this is a table with open
 * addressing that is at most a quarter full: nearly every look-up is one comparison, by identity
 * where the name is a literal on both sides.
 */
final class ClaimTable extends AbstractMap<String, ClaimValue> {
  private static final int SLOTS_PER_CLAIM = 4;

  private final @Nullable String[] names;
  private final @Nullable ClaimValue[] values;
  private final int size;

  private ClaimTable(Map<String, ClaimValue> claims) {
    int slots = Integer.highestOneBit(Math.max(1, SLOTS_PER_CLAIM * claims.size())) << 1;
    names = new String[slots];
    values = new ClaimValue[slots];
    size = claims.size();
    claims.forEach(
        (name, value) -> {
          int slot = slot(name);
          names[slot] = name;
          values[slot] = Objects.requireNonNull(value, name);
        });
  }

  static ClaimTable copyOf(Map<String, ClaimValue> claims) {
    return claims instanceof ClaimTable table ? table : new ClaimTable(claims);
  }

  /** The slot that holds a name, or the empty one where it would be. */
  private int slot(String name) {
    int hash = name.hashCode();
    int slot = (hash ^ hash >>> 16) & (names.length - 1);
    while (names[slot] != null && !names[slot].equals(name)) {
      slot = (slot + 1) & (names.length - 1);
    }
    return slot;
  }

  @Override
  public @Nullable ClaimValue get(Object name) {
    return name instanceof String text ? values[slot(text)] : null;
  }

  @Override
  public boolean containsKey(Object name) {
    return get(name) != null;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Set<Entry<String, ClaimValue>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, ClaimValue>> iterator() {
        return IntStream.range(0, names.length)
            .filter(slot -> names[slot] != null)
            .mapToObj(slot -> Map.entry(names[slot], values[slot]))
            .iterator();
      }

      @Override
      public int size() {
        return size;
      }
    };
  }
}
