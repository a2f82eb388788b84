package dev.sealkeep.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LogNewsTest {
  private final List<CompletableFuture<Void>> looks = new ArrayList<>();
  private long known = 10;
  private final LogNews news = new LogNews(() -> known, this::look, Runnable::run);

  private CompletableFuture<Void> look() {
    CompletableFuture<Void> look = new CompletableFuture<>();
    looks.add(look);
    return look;
  }

  @Test
  void whatIsKnownIsNoNews() {
    assertThat(news.heard(10)).isFalse();
    assertThat(news.heard(Long.MIN_VALUE)).isFalse();
    assertThat(looks).isEmpty();
  }

  @Test
  void howeverMuchIsToldOneLookIsUnderWayAndOneWaits() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(news.heard(11 + i)).isTrue();
    }
    assertThat(looks).hasSize(1);

    looks.get(0).complete(null);
    assertThat(looks).hasSize(2);
    looks.get(1).complete(null);
    assertThat(looks).hasSize(2);
  }

  @Test
  void aLookThatFailsDoesNotEndTheLooking() {
    assertThat(news.heard(11)).isTrue();
    looks.get(0).completeExceptionally(new IllegalStateException("the database is away"));
    assertThat(news.heard(11)).isTrue();
    assertThat(looks).hasSize(2);
  }

  @Test
  void whileOneIsToldFastOnlyTheNewestIsToldOn() {
    List<Long> published = new ArrayList<>();
    ArrayDeque<Runnable> pauses = new ArrayDeque<>();
    Announcer announcer = new Announcer(published::add, pauses::add);

    for (long size = 1; size <= 100; size++) {
      announcer.committed(size);
    }
    assertThat(published).containsExactly(1L);
    pauses.remove().run();
    assertThat(published).containsExactly(1L, 100L);
    pauses.remove().run();
    announcer.committed(99);
    assertThat(published).containsExactly(1L, 100L);
    assertThat(pauses).isEmpty();
  }
}
