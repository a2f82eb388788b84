package dev.sealkeep.service.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitingLineTest {
  private static final int LIMIT = 12;

  /** The same line as plain lists, which looks at everything each time. */
  private static final class Model {
    private final LinkedHashMap<String, List<WaitingLine.Turn>> rota = new LinkedHashMap<>();
    private final Map<WaitingLine.Turn, Long> since = new LinkedHashMap<>();

    int size() {
      return rota.values().stream().mapToInt(List::size).sum();
    }

    Optional<Integer> longest() {
      return rota.values().stream().map(List::size).max(Comparator.naturalOrder());
    }

    void join(String name, WaitingLine.Turn turn, long time) {
      rota.computeIfAbsent(name, absent -> new ArrayList<>()).add(turn);
      since.put(turn, time);
    }

    int length(String name) {
      return rota.getOrDefault(name, List.of()).size();
    }

    String shareOf(WaitingLine.Turn turn) {
      return rota.entrySet().stream()
          .filter(share -> share.getValue().contains(turn))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElseThrow();
    }

    void leave(WaitingLine.Turn turn) {
      String name = shareOf(turn);
      List<WaitingLine.Turn> turns = rota.getOrDefault(name, List.of());
      turns.remove(turn);
      if (turns.isEmpty()) {
        rota.remove(name);
      }
    }

    WaitingLine.Turn next() {
      Map.Entry<String, List<WaitingLine.Turn>> first = rota.entrySet().iterator().next();
      WaitingLine.Turn turn = first.getValue().removeFirst();
      rota.remove(first.getKey());
      if (!first.getValue().isEmpty()) {
        rota.put(first.getKey(), first.getValue());
      }
      return turn;
    }

    List<WaitingLine.Turn> all() {
      return rota.values().stream().flatMap(List::stream).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void isWhatThePlainListsAre(long seed) {
    Random random = new Random(seed);
    WaitingLine line = new WaitingLine();
    Model model = new Model();
    for (int round = 0; round < 4_000; round++) {
      long time = round;
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3, 4 ->
            join(line, model, "share-" + random.nextInt(1 << random.nextInt(6)), time);
        case 5, 6 -> {
          if (model.size() > 0) {
            assertThat(line.next()).isSameAs(model.next());
          }
        }
        default -> {
          if (random.nextBoolean()) {
            long since = time - 30;
            List<WaitingLine.Turn> late =
                model.all().stream()
                    .filter(turn -> model.since.getOrDefault(turn, time) < since)
                    .toList();
            late.forEach(model::leave);
            assertThat(line.expire(since)).containsExactlyInAnyOrderElementsOf(late);
          } else if (model.size() > 0) {
            WaitingLine.Turn turn = model.all().get(random.nextInt(model.size()));
            model.leave(turn);
            assertThat(line.leave(turn)).isTrue();
            assertThat(line.leave(turn)).as("a second time").isFalse();
          }
        }
      }
      assertThat(line.size()).isEqualTo(model.size()).isLessThanOrEqualTo(LIMIT);
    }
  }

  private static void join(WaitingLine line, Model model, String name, long time) {
    WaitingLine.Turn turn = new WaitingLine.Turn(time);
    boolean full = model.size() >= LIMIT;
    int own = model.length(name);
    int longest = model.longest().orElse(0);

    Optional<WaitingLine.Turn> givesWay = line.join(name, turn, LIMIT);

    if (!full) {
      assertThat(givesWay).isEmpty();
      model.join(name, turn, time);
    } else if (longest < own + 2) {
      assertThat(givesWay).containsSame(turn);
    } else {
      WaitingLine.Turn out = givesWay.orElseThrow();
      String share = model.shareOf(out);
      assertThat(model.length(share)).isEqualTo(longest);
      assertThat(model.rota.get(share)).last().isSameAs(out);
      model.leave(out);
      model.join(name, turn, time);
    }
  }
}
