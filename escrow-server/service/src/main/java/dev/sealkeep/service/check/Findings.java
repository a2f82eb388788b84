package dev.sealkeep.service.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects findings, at most {@value #OF_A_CODE} of a code: a damaged store may have millions. */
final class Findings {
  private static final int OF_A_CODE = 20;

  private final List<StoreFinding> found = new ArrayList<>();
  private final Map<StoreFinding.Code, Integer> counts = new EnumMap<>(StoreFinding.Code.class);

  void add(StoreFinding.Code code, String message) {
    if (counts.merge(code, 1, Integer::sum) <= OF_A_CODE) {
      found.add(new StoreFinding(code, message));
    }
  }

  List<StoreFinding> all() {
    return List.copyOf(found);
  }
}
