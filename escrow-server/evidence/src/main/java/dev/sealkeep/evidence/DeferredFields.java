package dev.sealkeep.evidence;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an {@link Appraisal}, made when somebody first looks: a release needs the verdict
 * and the claims alone, and the tree costs more than both. Unmodifiable; safe for many threads.
 */
public final class DeferredFields extends AbstractMap<String, Object>
    implements SequencedMap<String, Object> {
  private final Supplier<SequencedMap<String, Object>> maker;
  private @Nullable SequencedMap<String, Object> made;

  /**
   * Fields that {@code maker} makes, at most once.
   *
   * @param maker a function of immutable values
   */
  public DeferredFields(Supplier<SequencedMap<String, Object>> maker) {
    this.maker = maker;
  }

  /** The same fields, safe from later changes: as they are if deferred, otherwise a copy. */
  static SequencedMap<String, Object> frozen(SequencedMap<String, Object> fields) {
    return fields instanceof DeferredFields
        ? fields
        : Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
  }

  private synchronized SequencedMap<String, Object> made() {
    SequencedMap<String, Object> fields = made;
    if (fields == null) {
      fields = Collections.unmodifiableSequencedMap(maker.get());
      made = fields;
    }
    return fields;
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    return made().entrySet();
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    return made().get(key);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return made().containsKey(key);
  }

  @Override
  public SequencedMap<String, Object> reversed() {
    return made().reversed();
  }
}
