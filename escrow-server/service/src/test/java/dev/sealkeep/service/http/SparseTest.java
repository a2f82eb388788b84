package dev.sealkeep.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SparseTest {
  /** A clock of {@code nanoTime} may be near its end. */
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

  private final Sparse sparse = new Sparse(clock::get);

  @Test
  void aStormOfOneLineIsOneLineAndItsCount() {
    assertThat(sparse.line("full")).contains("full");
    for (int i = 0; i < 1_234; i++) {
      assertThat(sparse.line("full")).isEmpty();
    }
    clock.addAndGet(Sparse.PAUSE.toNanos() - 1);
    assertThat(sparse.line("full")).isEmpty();

    clock.addAndGet(1);
    assertThat(sparse.line("gone")).contains("gone (and 1,235 times since this was last said)");
    clock.addAndGet(Sparse.PAUSE.toNanos());
    assertThat(sparse.line("gone")).contains("gone");
  }
}
