package dev.sealkeep.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeferredFieldsTest {
  private final AtomicInteger made = new AtomicInteger();
  private final DeferredFields fields = new DeferredFields(this::make);

  private SequencedMap<String, Object> make() {
    made.incrementAndGet();
    SequencedMap<String, Object> tree = new LinkedHashMap<>();
    tree.put("version", 5);
    tree.put("policy", "0x30000");
    return tree;
  }

  @Test
  void verdictIsReachedWithoutMakingTheFields() {
    Appraisal appraisal =
        new Appraisal.Rejected("amd-sev-snp", List.of(new Reason("a.b", "Why.")), fields);
    assertThat(appraisal.technology()).isEqualTo("amd-sev-snp");
    assertThat(made).hasValue(0);
    assertThat(appraisal.fields()).containsEntry("version", 5);
    assertThat(appraisal.fields().sequencedKeySet()).containsExactly("version", "policy");
    assertThat(made).hasValue(1);
  }

  @Test
  void equalsTheSameFieldsMadeAtOnce() {
    assertThat(fields).isEqualTo(make()).hasSameHashCodeAs(make());
    assertThat(make()).isEqualTo(fields);
    assertThat(fields.reversed().sequencedKeySet()).containsExactly("policy", "version");
  }

  @Test
  void cannotBeChanged() {
    assertThatThrownBy(() -> fields.put("version", 6))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> fields.pollFirstEntry())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
